// Fill an XForm with JavaRosa, the engine inside ODK Collect, and write the instance that Collect would send.
//
//     java -cp ODK_Validate.jar Fill.java FORM.xml ANSWERS.properties INSTANCE.xml
//
// The lists that the form loads (jr://file-csv/NAME) lie beside FORM.xml. What a list does not offer is not chosen.
// ANSWERS maps a path without its root (amount/quantity) to what is typed in. A line `REFUSED path` is printed where
// the form's own constraint refuses a value given as `path!`, before the right one is typed.

import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class Fill {
    public static void main(String[] files) throws Exception {
        new XFormsModule().registerModule();
        ReferenceManager.instance().addReferenceFactory(new Beside(Path.of(files[0]).toAbsolutePath().getParent()));
        Properties answers = new Properties();
        try (InputStreamReader reader =
                new InputStreamReader(new FileInputStream(files[1]), StandardCharsets.UTF_8)) {
            answers.load(reader);
        }
        FormDef form;
        try (InputStream content = new FileInputStream(files[0])) {
            form = XFormUtils.getFormFromInputStream(content);
        }
        form.initialize(true, new InstanceInitializationFactory());
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        for (int event = controller.stepToNextEvent();
                event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            if (event == FormEntryController.EVENT_QUESTION) {
                answer(controller, model.getQuestionPrompt(), answers);
            }
        }
        controller.finalizeFormEntry();
        if (form.validate(true) != null) {
            throw new IllegalStateException("JavaRosa says that the filled form is not valid");
        }
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getInstance());
        Files.write(Path.of(files[2]), xml);
    }

    private static void answer(FormEntryController controller, FormEntryPrompt asked, Properties answers) {
        String path = path(asked.getIndex());
        String wrong = answers.getProperty(path + "!");
        if (wrong != null) {
            int said = controller.answerQuestion(cast(asked, wrong), false);
            if (said == FormEntryController.ANSWER_CONSTRAINT_VIOLATED) {
                System.out.println("REFUSED " + path);
            }
        }
        String right = answers.getProperty(path);
        if (right != null && controller.answerQuestion(cast(asked, right), false) != FormEntryController.ANSWER_OK) {
            throw new IllegalStateException("JavaRosa refuses " + right + " for " + path);
        }
    }

    private static IAnswerData cast(FormEntryPrompt asked, String text) {
        if (asked.getControlType() == Constants.CONTROL_SELECT_ONE) {
            for (SelectChoice choice : asked.getSelectChoices()) {
                if (choice.getValue().equals(text)) {
                    return new SelectOneData(new Selection(choice));
                }
            }
            throw new IllegalStateException("no choice " + text + " for " + path(asked.getIndex()));
        }
        return AnswerDataFactory.templateByDataType(asked.getDataType()).cast(new UncastData(text));
    }

    private static String path(FormIndex index) {
        String whole = index.getReference().toString(false);
        return whole.substring(whole.indexOf('/', 1) + 1);
    }

    /** Lists beside the form, as Collect keeps them in the folder of its media. */
    private static class Beside extends PrefixedRootFactory {
        private final Path folder;

        Beside(Path folder) {
            super(new String[] {"file-csv/"});
            this.folder = folder;
        }

        @Override
        protected Reference factory(String name, String address) {
            Path file = folder.resolve(name);
            return new Reference() {
                public boolean doesBinaryExist() {
                    return Files.exists(file);
                }

                public InputStream getStream() throws java.io.IOException {
                    return Files.newInputStream(file);
                }

                public String getURI() {
                    return address;
                }

                public String getLocalURI() {
                    return file.toString();
                }

                public boolean isReadOnly() {
                    return true;
                }

                public java.io.OutputStream getOutputStream() {
                    throw new UnsupportedOperationException();
                }

                public void remove() {
                    throw new UnsupportedOperationException();
                }

                public Reference[] probeAlternativeReferences() {
                    return new Reference[0];
                }
            };
        }
    }
}

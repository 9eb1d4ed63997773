// A page as any host of Enketo writes it: transform the XForm, show it, send what was filled in.
import { Form } from 'enketo-core';
import fileManager from 'enketo-core/src/js/file-manager';
import { transform } from 'enketo-transformer/web';
import { listed, post } from './sending.js';

const { xml } = await listed();
const { form: html, model } = await transform({ xform: xml });
document.querySelector('main').innerHTML = html;
const form = new Form(document.querySelector('form.or'), { modelStr: model }, {});
const complaints = form.init();
if (complaints.length) throw new Error(complaints.join('\n'));

document.querySelector('#send').addEventListener('click', async () => {
    if (!(await form.validate())) {
        document.querySelector('output').textContent = 'invalid';
        return;
    }
    const parts = new FormData();
    parts.append(
        'xml_submission_file',
        new Blob([form.getDataStr()], { type: 'text/xml' }),
        'xml_submission_file'
    );
    fileManager.getCurrentFiles().forEach((file) => parts.append(file.name, file, file.name));
    await post(parts);
});
document.body.dataset.ready = '1';

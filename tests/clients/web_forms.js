// A page as any host of ODK Web Forms writes it: load the XForm and what its manifest names, send what its own button
// hands over.
import { createApp, h } from 'vue';
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { before, listed, photograph, post } from './sending.js';

const { xml, files } = await listed();
const sent = await before();
const name = (url) => String(url).split('/').pop();
const attached = sent ? [...sent.matchAll(/<photo>([^<]+)</g)].map((found) => found[1]) : [];
const editInstance = sent && {
    resolveInstance: () => sent,
    attachmentFileNames: attached,
    resolveAttachment: () => fetch(photograph),
};
const app = createApp({
    render: () =>
        h(OdkWebForm, {
            formXml: xml,
            editInstance,
            fetchFormAttachment: (url) =>
                files.has(name(url)) ? fetch(files.get(name(url))) : new Response('', { status: 404 }),
            onSubmit: async (payload) => {
                for (const parts of payload.data) await post(parts);
            },
        }),
});
app.use(webFormsPlugin);
app.mount('main');
document.body.dataset.ready = '1';

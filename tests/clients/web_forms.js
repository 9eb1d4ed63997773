// A page as any host of ODK Web Forms writes it: load the XForm, send what its own button hands over.
import { createApp, h } from 'vue';
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { listed, post } from './sending.js';

const { xml } = await listed();
const app = createApp({
    render: () =>
        h(OdkWebForm, {
            formXml: xml,
            fetchFormAttachment: async (url) => new Response('', { status: 404, statusText: String(url) }),
            onSubmit: async (payload) => {
                for (const parts of payload.data) await post(parts);
            },
        }),
});
app.use(webFormsPlugin);
app.mount('main');
document.body.dataset.ready = '1';

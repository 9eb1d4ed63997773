// A page as any host of Enketo writes it: transform the XForm, give it the lists of its manifest, show it, send what
// was filled in.
import { Form } from 'enketo-core';
import fileManager from 'enketo/file-manager';
import { transform } from 'enketo-transformer/web';
import { before, listed, post } from './sending.js';

const { xml, files } = await listed();
const media = Object.fromEntries(files);
const { form: html, model } = await transform({ xform: xml, media });
document.querySelector('main').innerHTML = html;

// Enketo's own service turns a list in CSV into the XML of a secondary instance; a host without it does the same.
function rows(text) {
    const found = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
        found.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === '') break;
        if (end === '\n') found.push([]);
    }
    return found.filter((row) => row.length > 1);
}

function asXml(text) {
    const [columns, ...cells] = rows(text);
    const list = document.implementation.createDocument('', 'root');
    for (const row of cells) {
        const item = list.documentElement.appendChild(list.createElement('item'));
        columns.forEach((column, place) => {
            item.appendChild(list.createElement(column)).textContent = row[place];
        });
    }
    return list;
}

const external = [];
const wanted = new DOMParser().parseFromString(xml, 'text/xml').querySelectorAll('instance[src]');
for (const { id, attributes } of wanted) {
    const address = files.get(attributes.src.value.split('/').pop());
    external.push({ id, xml: asXml(await (await fetch(address)).text()) });
}
const sent = await before();
const data = { modelStr: model, external, ...(sent && { instanceStr: sent, submitted: true }) };
const form = new Form(document.querySelector('form.or'), data, {});
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

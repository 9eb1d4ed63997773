// What both browser clients share: the list of forms, the form with the files of its manifest, and sending as OpenRosa
// says. `again` sends the same parts once more, to whichever code. With `?edit` the page has the copy sent before, and
// its photograph, beside it, as a host has them.
const asked = new URLSearchParams(location.search);
const key = asked.get('key');
let last;

async function fetched(address) {
    const answer = await fetch(address, { headers: { 'X-OpenRosa-Version': '1.0' } });
    return new DOMParser().parseFromString(await answer.text(), 'text/xml');
}

export async function listed() {
    const list = await fetched(`/v1/key/${key}/formList`);
    const address = list.querySelector('downloadUrl').textContent;
    const manifest = list.querySelector('manifestUrl');
    const files = new Map();
    if (manifest) {
        for (const one of (await fetched(manifest.textContent)).querySelectorAll('mediaFile')) {
            files.set(
                one.querySelector('filename').textContent,
                one.querySelector('downloadUrl').textContent
            );
        }
    }
    return { xml: await (await fetch(address)).text(), files };
}

export async function before() {
    return asked.has('edit') ? (await fetch('/client/before.xml')).text() : null;
}

export const photograph = '/client/photograph.jpg';

export async function post(parts) {
    last = parts;
    window.sent = await parts.get('xml_submission_file').text();
    const told = await again(key);
    document.querySelector('output').textContent = `${told.status} ${told.text}`;
}

export async function again(code) {
    const answer = await fetch(`/v1/key/${code}/submission`, {
        method: 'POST',
        body: last,
        headers: { 'X-OpenRosa-Version': '1.0' },
    });
    return { status: answer.status, text: await answer.text() };
}
window.again = again;

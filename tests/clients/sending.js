// What both browser clients share: the list of forms, the form, and sending as OpenRosa says. `again` sends the same
// parts once more, to whichever code.
const key = new URLSearchParams(location.search).get('key');
let last;

export async function listed() {
    const list = await fetch(`/v1/key/${key}/formList`, { headers: { 'X-OpenRosa-Version': '1.0' } });
    const page = new DOMParser().parseFromString(await list.text(), 'text/xml');
    const address = page.querySelector('downloadUrl').textContent;
    return { xml: await (await fetch(address)).text() };
}

export async function post(parts) {
    last = parts;
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

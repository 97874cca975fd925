// Copying to the clipboard, and elements with a copy button.

import { h } from './dom.js';
import { plain, shorten } from './format.js';
import { toast } from './toast.js';

export async function copy(text, what) {
    try {
        await write(text);
        toast(`${what} copied`);
    } catch {
        toast('The browser does not let the page copy. Select the text and copy it yourself.', 'failed');
    }
}

export const copyButton = (text, what) => h(
    'button',
    { type: 'button', class: 'copy', 'aria-label': `Copy ${what}`, title: `Copy ${what}`, onclick: () => copy(typeof text === 'function' ? text() : text, capital(what)) },
    h('span', { class: 'copy-sign', 'aria-hidden': 'true' }));

// An id, shortened in the middle, with the full id in its title and a button that copies it.
export const idOf = (id, what, length) => h(
    'span', { class: 'id' }, h('code', { title: plain(id) }, shorten(id, length)), copyButton(id, what));

const capital = text => text[0].toUpperCase() + text.slice(1);

// The Clipboard API requires https or localhost; the fallback requires neither.
async function write(text) {
    if (navigator.clipboard) {
        await navigator.clipboard.writeText(text);
        return;
    }

    const area = h('textarea', { class: 'off-screen', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) {
        throw new Error('not copied');
    }
}

// The payload as a tree, as text, or as bytes.

import { getBytes } from './api.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { bytes as sizeOf, plain } from './format.js';
import { hexOf } from './hex.js';
import { print } from './json-parse.js';
import { treeOf } from './json-tree.js';

const mostShown = 64 * 1024; // larger payloads are downloaded: a megabyte of hexadecimal is unreadable

// For an event that still has its body; node is the parsed JSON, or null if the body is not JSON.
export function create(event, node) {
    const panel = h('div', { class: 'payload-panel', id: 'payload-panel', role: 'tabpanel', tabindex: 0 });
    const tools = h('div', { class: 'tools' });
    const kinds = [...(node ? [['tree', 'Tree', showTree]] : []), ['text', 'Text', showText], ['hex', 'Bytes', showHex]];
    const tabs = kinds.map(([name, text, show]) =>
        h('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'payload-panel', onclick: () => choose(name, show) }, text));
    const tabList = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'How to show the payload', onkeydown: moveTab }, tabs);
    let body;
    choose(kinds[0][0], kinds[0][2]);
    return h('section', { class: 'card payload', 'aria-labelledby': 'payload-title' },
        h('div', { class: 'card-head' },
            h('h2', { id: 'payload-title' }, 'Payload', h('span', { class: 'muted' }, ` ${sizeOf(event.bodyLength)}`)), tabList, tools),
        panel);

    async function choose(name, show) {
        for (const tab of tabs) {
            const isChosen = tab.id === `tab-${name}`;
            tab.setAttribute('aria-selected', isChosen);
            tab.tabIndex = isChosen ? 0 : -1;
        }

        panel.setAttribute('aria-labelledby', `tab-${name}`);
        try {
            await show();
        } catch (error) {
            panel.replaceChildren(h('p', { class: 'problem', role: 'alert' }, error.message));
        }
    }

    function showTree() {
        const tree = treeOf(node);
        panel.replaceChildren(tree.element);
        tools.replaceChildren(
            h('button', { type: 'button', class: 'quiet', onclick: tree.openAll }, 'Open all'),
            h('button', { type: 'button', class: 'quiet', onclick: tree.closeAll }, 'Close all'),
            copyButton(() => print(node), 'JSON'));
    }

    async function showText() {
        const read = await bytesOnce();
        const text = new TextDecoder().decode(read);
        showRaw(plain(text.slice(0, mostShown)), text.length > mostShown, copyButton(() => text, 'text'));
    }

    async function showHex() {
        const read = await bytesOnce();
        const shown = hexOf(read.subarray(0, mostShown));
        showRaw(shown, read.length > mostShown, copyButton(() => shown, 'bytes as hexadecimal'));
    }

    function showRaw(text, isCut, copying) {
        panel.replaceChildren(
            h('pre', { class: 'raw' }, text),
            ...(isCut ? [h('p', { class: 'muted' }, `The first ${sizeOf(mostShown)}. Download the body to see all of it.`)] : []));
        tools.replaceChildren(h('button', { type: 'button', class: 'quiet', onclick: download }, 'Download'), copying);
    }

    async function bytesOnce() {
        body ??= new Uint8Array(await getBytes(`api/events/${encodeURIComponent(event.id)}/body`));
        return body;
    }

    // Not a plain link, which could not send the key.
    async function download() {
        const url = URL.createObjectURL(new Blob([await bytesOnce()], { type: 'application/octet-stream' }));
        h('a', { href: url, download: `${event.id}.bin` }).click();
        URL.revokeObjectURL(url);
    }

    function moveTab(press) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
        if (step) {
            const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
            next.focus();
            next.click();
        }
    }
}

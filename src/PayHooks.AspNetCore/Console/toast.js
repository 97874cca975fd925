// A sentence at the edge of the page that says what became of an action. Read out by screen readers.

import { h } from './dom.js';

const duration = 5000;

export function toast(text, kind = 'done') {
    const element = h('p', { class: `toast ${kind}` }, text);
    document.getElementById('toasts').append(element);
    setTimeout(() => element.remove(), duration);
}

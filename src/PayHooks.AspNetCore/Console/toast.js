// A short message at the edge of the page with the result of an action. Announced by screen readers.

import { h } from './dom.js';

const duration = 5000;

export function toast(text, kind = 'done') {
    const element = h('p', { class: `toast ${kind}` }, text);
    document.getElementById('toasts').append(element);
    setTimeout(() => element.remove(), duration);
}

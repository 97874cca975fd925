// Confirmation dialogs. The browser's own dialog traps the focus and restores it.

import { h } from './dom.js';

// Returns whether the user confirmed.
export function ask({ title, text, action, danger = false }) {
    return new Promise(resolve => {
        const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text' },
            h('h2', { id: 'dialog-title' }, title),
            h('div', { id: 'dialog-text' }, text),
            h('div', { class: 'dialog-actions' },
                h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
                h('button', { type: 'button', class: danger ? 'danger' : 'primary', autofocus: !danger, onclick: () => dialog.close('yes') }, action)));
        show(dialog, () => resolve(dialog.returnValue === 'yes'));
    });
}

// Shows a dialog until it is closed, and removes it.
export function show(dialog, closed = () => {}) {
    dialog.addEventListener('close', () => {
        dialog.remove();
        closed();
    });
    document.body.append(dialog);
    dialog.showModal();
}

export const isOpen = () => document.querySelector('dialog[open]') !== null;

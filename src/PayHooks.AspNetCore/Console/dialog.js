// Confirmation dialogs. The browser's own dialog traps the focus and restores it.

import { h } from './dom.js';

// Returns whether the user confirmed. Fields are elements of the form; the first one gets the focus.
export function ask({ title, text, fields = [], action, danger = false }) {
    return new Promise(resolve => {
        const confirm = event => {
            event.preventDefault();
            dialog.close('yes');
        };
        const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text' },
            h('form', { onsubmit: confirm },
                h('h2', { id: 'dialog-title' }, title),
                h('div', { id: 'dialog-text' }, text),
                fields.length > 0 && h('div', { class: 'dialog-fields' }, fields),
                h('div', { class: 'dialog-actions' },
                    h('button', { type: 'button', autofocus: danger, onclick: () => dialog.close() }, 'Cancel'),
                    h('button', { type: 'submit', class: danger ? 'danger' : 'primary', autofocus: !danger && fields.length === 0 }, action))));
        show(dialog, () => resolve(dialog.returnValue === 'yes'));
    });
}

// A labelled field of a dialog.
export const field = (text, input) => h('label', null, h('span', null, text), input);

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

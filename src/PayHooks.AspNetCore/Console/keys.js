// Keyboard shortcuts: single letters outside text fields, and the dialog that lists them.

import { isOpen, show } from './dialog.js';
import { h } from './dom.js';

const list = [
    ['/', 'Search'],
    ['j', 'Next event'],
    ['k', 'Event before'],
    ['Enter', 'Open the event'],
    ['r', 'Replay the event (asks first)'],
    ['Esc', 'Back'],
    ['?', 'These keys'],
];

// Calls the action for the pressed key. The actions, { '/': f, j: f, … }, are read on each press.
export function start(actions) {
    document.addEventListener('keydown', event => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOpen()) {
            return;
        }

        const isTyping = event.target.closest('input, textarea, select') !== null;
        if (isTyping) {
            if (event.key === 'Escape') {
                event.target.blur();
            }

            return;
        }

        const action = event.key === '?' ? help : actions()[event.key];
        if (action && action() !== false) {
            event.preventDefault();
        }
    });
}

export function help() {
    const dialog = h('dialog', { 'aria-labelledby': 'keys-title', class: 'keys' },
        h('h2', { id: 'keys-title' }, 'Keyboard'),
        h('dl', null, list.map(([key, text]) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, text)))),
        h('div', { class: 'dialog-actions' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
    show(dialog);
}

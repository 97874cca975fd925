// Keyboard shortcuts: single letters outside text fields, and the dialog that lists them.

import { isOpen, show } from './dialog.js';
import { h } from './dom.js';

const list = [
    ['/', 'Search'],
    ['j', 'Next entry'],
    ['k', 'Entry before'],
    ['Enter', 'Open the entry'],
    ['x', 'Select the event'],
    ['r', 'Replay the event (asks first)'],
    ['1 – 9', 'Open a view'],
    ['z', 'Local time or UTC'],
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

        const action = event.key === '?' ? help : actions()?.[event.key];
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

// Moves the focus between the entries of a view.
export function move(step) {
    const stops = [...document.querySelectorAll('main [data-stop]')];
    const at = stops.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1);
    stops[next]?.focus();
    return stops.length > 0;
}

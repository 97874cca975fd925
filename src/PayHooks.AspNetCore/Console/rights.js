// What the caller may do, as the server says. A server that does not say decides on each request.

import { h } from './dom.js';
import { toast } from './toast.js';

const reasons = {
    operate: 'You may only read. To change something, ask for the right “operate”.',
    erase: 'You may not erase. Ask for the right “erase”.',
};
let rights;

export function set(known) {
    rights = known;
    const tag = document.getElementById('rights');
    tag.title = whyNot('operate');
    tag.hidden = !tag.title;
}

const may = right => !rights || rights.includes(right);

// Why the caller cannot use operations with this right; empty if it can.
export const whyNot = right => (may(right) ? '' : reasons[right]);

// A button for an operation. If it cannot be used now, it stays in reach of the keyboard and says why.
export function action(text, { right = 'operate', reason = '', onclick, ...properties }) {
    const why = whyNot(right) || reason;
    return h('button', {
        type: 'button', ...properties, 'aria-disabled': why ? 'true' : null, title: why || null,
        onclick: () => (why ? toast(why, 'failed') : onclick()),
    }, text);
}

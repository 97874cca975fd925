// One event as a row of the list.

import { timeOf } from './clock.js';
import { idOf } from './copy.js';
import { h } from './dom.js';
import { number, plain } from './format.js';
import { go, href } from './route.js';
import { amountOf, statusOf } from './words.js';

export const headings = ['Event', 'Amount', 'Resource', 'Status', 'Source', 'Seen', 'Attempts', 'Received'];

// The selection knows which events are selected.
export function rowOf(event, selection) {
    const row = h('tr', { 'data-id': event.id, onclick: open },
        cell('event', choose(), h('a', { href: href({ id: event.id }), class: 'type' }, plain(event.type)), event.providerType && sub(plain(event.providerType))),
        cell('amount', amountOf(event.amount) ?? none(), event.livemode === false && sub(h('span', { class: 'tag' }, 'test'))),
        cell('resource', event.resource.id ? idOf(event.resource.id, 'resource id', 16) : none(),
            event.resource.merchantReference && sub(idOf(event.resource.merchantReference, 'merchant reference', 20))),
        cell('state', statusOf(event), note(event)),
        cell('source', plain(event.source)),
        cell('count', h('span', { class: 'unit' }, 'seen '), `${number(event.deliveries)}×`, event.conflicts > 0 && sub(h('span', { class: 'tag warning' }, `${number(event.conflicts)} differ`))),
        cell('count', number(event.attempts), h('span', { class: 'unit' }, event.attempts === 1 ? ' attempt' : ' attempts')),
        cell('received', timeOf(event.receivedAt), sub(timeOf(event.receivedAt, 'relative'))));
    return row;

    function choose() {
        const box = h('input', { type: 'checkbox', class: 'choose', 'aria-label': `Select ${plain(event.type)} ${plain(event.id)}`, onchange: () => selection.toggle(event.id, box.checked) });
        box.checked = selection.has(event.id);
        return box;
    }

    // A click anywhere in the row opens the event, except on another control or a selection.
    function open(click) {
        if (!click.target.closest('a, button, input') && getSelection().isCollapsed) {
            go({ id: event.id });
        }
    }
}

function note(event) {
    const isOpen = event.status === 'retrying' || event.status === 'dead' || event.status === 'paused';
    return [
        event.status === 'retrying' && event.nextAttemptAt && sub('again ', timeOf(event.nextAttemptAt, 'relative')),
        isOpen && event.lastError && sub(h('span', { class: 'error-line', title: plain(event.lastError) }, plain(event.lastError))),
    ];
}

const cell = (name, ...children) => h('td', { class: name }, ...children);

const sub = (...children) => h('span', { class: 'sub' }, ...children);

const none = () => h('span', { class: 'none', 'aria-label': 'none' }, '–');

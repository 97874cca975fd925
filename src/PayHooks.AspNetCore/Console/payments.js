// Payments, that of the newest event first, or those with an id or a merchant reference.

import { get } from './api.js';
import { timeOf } from './clock.js';
import { idOf } from './copy.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { polled } from './polled.js';
import { go, href } from './route.js';
import { amountOf, paymentTones, payments as states } from './words.js';

export const title = 'Payments';

const often = 10_000;

export function create(state, host) {
    const hasList = host.host !== 'azure'; // there, only point reads are cheap
    const search = h('input', {
        id: 'q', type: 'search', placeholder: 'Find by id or merchant reference', autocomplete: 'off', spellcheck: 'false', onchange: apply,
    });
    const source = h('select', { id: 'source', onchange: apply }, h('option', { value: '' }, 'Any source'), host.sources.map(name => h('option', { value: name }, name)));
    const status = h('select', { id: 'status', onchange: apply }, h('option', { value: '' }, 'Any state'),
        Object.entries(states).map(([value, text]) => h('option', { value }, text)));
    const note = h('p', { class: 'muted' }, hasList
        ? 'Up to 100 payments of the newest events. Search for older ones.'
        : 'This store has no list of payments. Search by id or merchant reference.');
    const body = h('tbody');
    const table = h('table', { class: 'table-card audit payments', 'aria-label': 'Payments', hidden: true },
        h('thead', null, h('tr', null, ['Payment', 'State', 'Source', 'Paid', 'Amount'].map(text => h('th', { scope: 'col' }, text)))), body);
    const instead = h('div');
    const label = (text, box) => [h('label', { class: 'unseen', for: box.id }, text), box];
    const element = h('section', null, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, title), note)),
        h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter payments', onsubmit: event => { event.preventDefault(); apply(); } },
            label('Search', search), label('Source', source), label('State', status)),
        table, instead);
    const { renew, dispose } = polled(often, read, show, note);
    return { element, shown: update(state), update, dispose, keys: { '/': () => search.select() } };

    function apply() {
        go({ view: 'payments', q: search.value.trim(), source: source.value, status: status.value });
    }

    function update(next) {
        state = next;
        [search.value, source.value, status.value] = [state.q, state.source, state.status];
        return renew();
    }

    async function read(signal) {
        if (!state.q && !hasList) {
            return [];
        }

        const ask = async key => (await get('api/payments', { parameters: { ...key, source: state.source, state: state.status }, signal })).payments;
        const found = state.q ? (await Promise.all([ask({ id: state.q }), ask({ reference: state.q })])).flat() : await ask({});
        return [...new Map(found.map(payment => [JSON.stringify([payment.source, payment.id]), payment])).values()];
    }

    function show(payments) {
        const focused = body.contains(document.activeElement) && document.activeElement.getAttribute('href');
        body.replaceChildren(...payments.map(rowOf));
        [...body.querySelectorAll('a')].find(link => focused && link.getAttribute('href') === focused)?.focus({ preventScroll: true });
        table.hidden = payments.length === 0;
        instead.replaceChildren(...(payments.length > 0 ? [] : [h('div', { class: 'empty' },
            h('h2', null, state.q || hasList ? 'No payment matches' : 'Search for a payment'),
            h('p', null, 'Ids and references are looked up whole and as they are written.'))]));
    }
}

const rowOf = payment => h('tr', null,
    h('td', { class: 'what' }, h('a', { href: href({ payment: payment.id, source: payment.source }), 'data-stop': true }, plain(payment.id)),
        payment.merchantReference && h('span', { class: 'sub' }, idOf(payment.merchantReference, 'merchant reference', 30)),
        payment.flags.length > 0 && h('span', { class: 'tag warning' }, 'flagged')),
    h('td', { class: 'state' }, h('span', { class: `status ${paymentTones[payment.state] ?? 'unknown'}` }, states[payment.state] ?? 'State not known'),
        payment.livemode === false && h('span', { class: 'sub' }, 'test')),
    h('td', { class: 'source' }, plain(payment.source)),
    h('td', { class: 'when' }, payment.paidAt && timeOf(payment.paidAt)),
    h('td', { class: 'answer' }, amountOf(payment.amount)));

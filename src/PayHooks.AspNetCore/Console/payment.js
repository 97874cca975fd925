// One payment: its state, its amounts, contradictions, and its events in order, including those of its refunds, captures and disputes.

import { change, get } from './api.js';
import { timeOf } from './clock.js';
import { copyButton, idOf } from './copy.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { plain, plural } from './format.js';
import { action } from './rights.js';
import { href } from './route.js';
import { toast } from './toast.js';
import { amountOf, dashboardOf, effects, flagOf, paymentTones, payments, verifications } from './words.js';

export const title = 'Payment';

export function create(state) {
    const heading = h('h1', { tabindex: -1 }, 'Payment');
    const amount = h('p', { class: 'headline headline-amount' });
    const note = h('p', { class: 'headline' });
    const actions = h('div', { class: 'actions' });
    const body = h('div');
    const request = new AbortController();
    const element = h('article', { class: 'payment' },
        h('a', { class: 'up', href: href({ view: 'payments' }) }, '← Payments'), h('header', { class: 'event-head' }, h('div', null, heading, amount, note), actions), body);
    return { element, shown: load(), dispose: () => request.abort() };

    async function load() {
        try {
            const found = await find('id') ?? await find('reference');
            if (!found) {
                note.textContent = `No payment has the id or the reference ${plain(state.payment)}.`;
                return;
            }

            const path = `api/payments/${encodeURIComponent(found.source)}/${encodeURIComponent(found.id)}`;
            show(await get(path, { signal: request.signal }));
        } catch (error) {
            if (!request.signal.aborted && error.status !== 401) {
                note.textContent = error.message;
            }
        }
    }

    async function find(name) {
        const parameters = { [name]: state.payment, source: state.source };
        return (await get('api/payments', { parameters, signal: request.signal })).payments[0];
    }

    function show(payment) {
        heading.replaceChildren(`Payment ${plain(payment.id)}`, ' ', copyButton(payment.id, 'payment id'));
        amount.replaceChildren(...[amountOf(payment.amount)].filter(Boolean));
        note.replaceChildren(...[
            h('span', { class: `status ${paymentTones[payment.state] ?? 'unknown'} payment-state` }, payments[payment.state] ?? 'State not known'),
            h('span', { class: 'muted' }, 'from ', h('a', { href: href({ source: payment.source }) }, plain(payment.source))),
            payment.livemode !== null && h('span', { class: 'tag' }, payment.livemode ? 'live' : 'test'),
            payment.erasedAt && h('span', { class: 'muted' }, 'erased ', timeOf(payment.erasedAt, 'relative')),
            dashboardOf(payment),
        ].filter(Boolean));
        body.replaceChildren(
            ...payment.flags.map(flag => h('div', { role: 'note' }, flagOf(flag, payment.explanations[flag]))),
            h('div', { class: 'event-columns' },
                h('div', { class: 'event-main' }, timelineOf(payment)),
                h('aside', { class: 'card facts', 'aria-label': 'Facts' },
                    h('h2', { class: 'unseen' }, 'Facts'), factsOf(payment))));
        actions.replaceChildren(...(payment.erasedAt === null ? [erasureOf(payment)] : []));
    }

    function erasureOf(payment) {
        const onclick = async () => {
            if (await erase(payment)) {
                await load();
            }
        };
        return action('Erase payment', { right: 'erase', class: 'risky', onclick });
    }
}

async function erase(payment) {
    const isMeant = await ask({
        title: 'Erase the payment?',
        text: [
            h('p', null, 'The payloads of its events, the reference, the amounts and the ids of ', h('code', null, plain(payment.id)), ' are removed for good.'),
            h('p', null, 'Hashes stay: notices that still come run nothing twice.'),
        ],
        action: 'Erase payment',
        danger: true,
    });
    if (!isMeant) {
        return false;
    }

    try {
        await change('DELETE', `api/payments/${encodeURIComponent(payment.source)}/${encodeURIComponent(payment.id)}`);
        toast('Payment erased');
        return true;
    } catch (error) {
        toast(`Not erased. ${error.message}`, 'failed');
        return false;
    }
}

function timelineOf(payment) {
    const entries = payment.history.toSorted((a, b) => whenOf(a).localeCompare(whenOf(b)));
    return h('section', { class: 'card timeline', 'aria-labelledby': 'timeline-title' },
        h('div', { class: 'card-head' },
            h('h2', { id: 'timeline-title' }, 'Timeline'),
            h('span', { class: 'muted' }, plural(entries.length, 'event')),
            h('a', { href: href({ q: payment.id, source: payment.source }) }, 'Show them as a list')),
        h('ol', { class: 'payment-history' }, entries.map(entryOf)));
}

function entryOf(entry) {
    const ofPayment = entry.subject.kind === 'payment';
    return h('li', { class: toneOf(entry) },
        h('div', { class: 'what' },
            h('a', { href: href({ id: entry.event }) }, `${nameOf(entry.subject.kind)} ${plain(entry.state)}`),
            !ofPayment && h('span', { class: 'sub' }, plain(entry.subject.id)),
            h('span', { class: 'sub' }, whatItDid(entry)),
            entry.raised.map(flag => h('span', { class: 'sub problem' }, plain(flag).replaceAll('_', ' ')))),
        h('div', { class: 'when' }, amountOf(entry.amount), h('span', { class: 'sub' }, timeOf(whenOf(entry)))));
}

const whatItDid = ({ effect, verification }) =>
    [effects[effect], verification !== 'signature' && verifications[verification]].filter(Boolean).join(', ');

const bad = ['failed', 'lost', 'opened'];

function toneOf({ state, effect, raised }) {
    if (raised.length > 0) {
        return 'warning';
    }

    return effect && effect !== 'changed' ? 'past' : bad.includes(state) ? 'bad' : state === 'pending' ? 'delivery' : 'good';
}

const nameOf = kind => `${kind[0].toUpperCase()}${kind.slice(1)}`;

const whenOf = entry => entry.occurredAt ?? entry.receivedAt;

function factsOf(payment) {
    return h('dl', null,
        fact('Merchant reference', payment.merchantReference && [idOf(payment.merchantReference, 'merchant reference', 18),
            h('a', { class: 'sub', href: href({ q: payment.merchantReference }) }, 'All payments of it')]),
        fact('Unconfirmed', payment.unconfirmed && (payments[payment.unconfirmed] ?? plain(payment.unconfirmed))),
        fact('Paid', payment.paidAt && timeOf(payment.paidAt)),
        money('Authorized', payment.authorized),
        money('Captured', !isSame(payment.captured, payment.amount) && payment.captured),
        money('Refunded', payment.refunded),
        fact('Disputed', payment.disputed && 'yes'));
}

// The whole amount is at the top.
const isSame = (one, other) => one?.value === other?.value && one?.currency === other?.currency;

const fact = (name, value) => value && h('div', null, h('dt', null, name), h('dd', null, value));

const money = (name, value) => value && h('div', { class: 'money' }, h('dt', null, name), h('dd', null, amountOf(value)));

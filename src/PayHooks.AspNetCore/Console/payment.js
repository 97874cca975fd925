// One payment: its state, its amounts, what contradicts, and its events in order.

import { change, get } from './api.js';
import { timeOf } from './clock.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { href } from './route.js';
import { toast } from './toast.js';
import { amountOf, effects, payments, verifications } from './words.js';

export const title = 'Payment';

export function create(state) {
    const heading = h('h1', { tabindex: -1 }, 'Payment');
    const note = h('p', { class: 'muted' });
    const body = h('div');
    const request = new AbortController();
    const element = h('section', null, h('div', { class: 'view-head' }, h('div', null, heading, note)), body);
    return { element, shown: load(), dispose: () => request.abort() };

    async function load() {
        try {
            const { signal } = request;
            const found = (await get('api/payments', { parameters: { id: state.payment, source: state.source }, signal })).payments;
            if (found.length === 0) {
                note.textContent = `No payment has the id ${plain(state.payment)}.`;
                return;
            }

            const payment = await get(`api/payments/${encodeURIComponent(found[0].source)}/${encodeURIComponent(found[0].id)}`, { signal });
            heading.textContent = `Payment ${plain(payment.id)}`;
            note.replaceChildren(h('span', { class: 'payment-state' }, payments[payment.state] ?? 'State not known'), ' ', amountOf(payment.amount) ?? '');
            body.replaceChildren(...flagsOf(payment), historyOf(payment), factsOf(payment),
                payment.erasedAt === null
                    ? h('button', { type: 'button', class: 'quiet risky', onclick: async () => { if (await erase(payment)) { await load(); } } }, 'Erase payment')
                    : h('p', { class: 'muted' }, 'Erased ', timeOf(payment.erasedAt, 'relative'), '.'));
        } catch (error) {
            if (!request.signal.aborted && error.status !== 401) {
                note.textContent = error.message;
            }
        }
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

const flagsOf = payment => payment.flags.map(flag => h('p', { class: 'payment-flag', role: 'note' },
    h('strong', null, plain(flag).replaceAll('_', ' ')), ` ${payment.explanations[flag]}`));

function historyOf(payment) {
    return h('table', { class: 'rejected payment-history', 'aria-label': 'Events of the payment, in order' },
        h('thead', null, h('tr', null, ['Time', 'What', 'Effect', 'Amount', 'Event'].map(text => h('th', { scope: 'col' }, text)))),
        h('tbody', null, [...payment.history].sort((a, b) => whenOf(a).localeCompare(whenOf(b))).map(entry => h('tr', null,
            h('td', null, timeOf(whenOf(entry))),
            h('td', null, `${entry.subject.kind} ${entry.state}`, entry.subject.kind !== 'payment' && h('span', { class: 'sub' }, plain(entry.subject.id))),
            h('td', null, effects[entry.effect] ?? ''),
            h('td', { class: 'number' }, amountOf(entry.amount) ?? ''),
            h('td', null, h('a', { href: href({ id: entry.event }) }, `${entry.event.slice(0, 12)}…`),
                entry.verification !== 'signature' && h('span', { class: 'sub' }, verifications[entry.verification] ?? plain(entry.verification)))))));
}

const whenOf = entry => entry.occurredAt ?? entry.receivedAt;

function factsOf(payment) {
    return h('div', { class: 'facts' }, h('h2', { class: 'unseen' }, 'Facts'), h('dl', null,
        fact('Merchant reference', payment.merchantReference && plain(payment.merchantReference)),
        fact('Source', h('a', { href: href({ source: payment.source }) }, plain(payment.source))),
        fact('Mode', payment.livemode === null ? null : payment.livemode ? 'live' : 'test'),
        fact('Unconfirmed', payment.unconfirmed && (payments[payment.unconfirmed] ?? plain(payment.unconfirmed))),
        fact('Paid', payment.paidAt && timeOf(payment.paidAt)),
        fact('Authorized', amountOf(payment.authorized)),
        fact('Captured', amountOf(payment.captured)),
        fact('Refunded', amountOf(payment.refunded)),
        fact('Disputed', payment.disputed && 'yes')));
}

const fact = (name, value) => value && h('div', null, h('dt', null, name), h('dd', null, value));

// Display text for the API's names.

import { h } from './dom.js';
import { money, plain } from './format.js';

export const statuses = {
    completed: 'Completed',
    processing: 'Processing',
    retrying: 'Retrying',
    paused: 'Paused',
    dead: 'Dead letter',
};

export const verifications = {
    api: 'confirmed by the provider’s API',
    signature: 'signature verified',
    credentials: 'credentials verified',
    partial: 'partly verified',
    none: 'not verified',
};

export const outcomes = {
    succeeded: 'succeeded',
    failed: 'failed',
    timed_out: 'timed out',
    crashed: 'crashed',
};

// The outcome of a completed event.
export const results = {
    handled: 'Handled',
    no_handler: 'No handler',
    unrecognised: 'Unrecognised',
    unchanged: 'Unchanged',
    stale: 'Stale',
    conflict: 'Conflict',
};

export const outcomeName = outcome => results[outcome] ?? plain(outcome);

// The effect of an event on its payment.
export const effects = {
    changed: 'changed it',
    unchanged: 'unchanged: reported before',
    stale: 'stale: older than the state',
    conflict: 'conflict: contradicts what is known',
};

// The states of a payment.
export const payments = {
    pending: 'Pending',
    failed: 'Failed',
    authorized: 'Authorized',
    expired: 'Expired',
    canceled: 'Canceled',
    succeeded: 'Succeeded',
};

// The colors of these states; the text says the same.
export const paymentTones = {
    succeeded: 'completed', failed: 'dead', pending: 'processing', authorized: 'processing', expired: 'unhandled', canceled: 'unhandled',
};

// A flag and its meaning.
export const flagOf = (flag, explanation) =>
    h('p', { class: 'payment-flag' }, h('strong', null, sentence(flag)), ` ${plain(explanation ?? '')}`);

const sentence = flag => {
    const words = plain(flag).replaceAll('_', ' ');
    return `${words[0].toUpperCase()}${words.slice(1)}.`;
};

// The link to the payment in the provider's dashboard. The server sends only https URLs, and only those are shown.
export const dashboardOf = ({ dashboard, livemode }) => dashboard?.startsWith('https://') && h('span', { class: 'dashboard' },
    h('a', { href: dashboard, target: '_blank', rel: 'noopener noreferrer' },
        'Open in the provider’s dashboard', h('span', { class: 'unseen' }, ' (in a new tab)')),
    livemode === null && h('span', { class: 'sub' }, 'The provider does not say live or test; this is where live payments are.'));

// A dot and a word, because color alone conveys nothing. An event that completed without a handler is gray and says why.
export function statusOf(event) {
    const unhandled = event.outcome && event.outcome !== 'handled';
    return h('span', { class: `status ${unhandled ? 'unhandled' : event.status in statuses ? event.status : 'unknown'}` },
        unhandled ? results[event.outcome] ?? plain(event.outcome) : statuses[event.status] ?? plain(event.status));
}

// Formatted for the reader's locale with all its decimals; the tooltip shows what the provider wrote. An unknown value is
// shown as the provider wrote it.
export const amountOf = amount => amount && h(
    'span', { class: 'amount', title: `The provider wrote ${plain(amount.providerText)}` },
    h('span', { class: 'amount-value' }, amount.value === null ? plain(amount.providerText) : money(amount.value)),
    amount.currency && [' ', h('span', { class: 'currency' }, plain(amount.currency))],
    amount.value === null && amount.currency && h('span', { class: 'tag warning' }, 'unit unknown'));

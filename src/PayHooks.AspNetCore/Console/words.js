// The words for what the API calls by names.

import { h } from './dom.js';
import { plain } from './format.js';

export const statuses = {
    completed: 'Completed',
    processing: 'Processing',
    retrying: 'Retrying',
    dead: 'Dead letter',
};

export const verifications = {
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

// A dot and a word: the colour alone says nothing.
export const statusOf = status => h('span', { class: `status ${status in statuses ? status : 'unknown'}` }, statuses[status] ?? plain(status));

// The amount as the provider wrote it: no rounding, no other digits.
export const amountOf = amount => amount && h(
    'span', { class: 'amount' },
    h('span', { class: 'amount-value' }, plain(amount.value)),
    amount.currency && [' ', h('span', { class: 'currency' }, plain(amount.currency))]);

// What to show when a list is empty.

import { get } from './api.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { go } from './route.js';

// A sample for each provider that `payhooks send` supports.
const samples = {
    adyen: 'AUTHORISATION', 'adyen-platform': 'balancePlatform.transfer.updated/booked', chargebee: 'payment_succeeded', chargily: 'checkout.paid',
    'coinbase-commerce': 'charge:confirmed', flutterwave: 'charge.completed', github: 'sponsorship.created', 'lemon-squeezy': 'order_created',
    midtrans: 'settlement', paddle: 'transaction.completed', paystack: 'charge.success', portone: 'Success', razorpay: 'payment.captured',
    shopify: 'orders/paid', square: 'payment.updated', 'standard-webhooks': 'payment.succeeded', stripe: 'payment_intent.succeeded',
    woocommerce: 'processing', 'x-signature': 'payment.completed', xanpay: 'completed', xendit: 'payment.capture',
};

// The arguments that select what to send: a custom scheme has no sample.
const sampleOf = provider => samples[provider] ?? '--scheme "$SCHEME" --body "$BODY"';

// A command line with a copy button.
export const command = (text, what = 'command') => h('div', { class: 'command' }, h('pre', { tabindex: 0 }, h('code', null, text)), copyButton(text, what));

// Some filters are read event by event; more is where an earlier part of the list continues. A search has a text of its own.
export const noMatch = (more, search) => h('div', { class: 'empty' },
    h('h2', null, more ? 'No event matches so far' : 'No event matches'),
    more
        ? h('p', null, 'The newest events were searched. ', h('a', { href: more }, 'Search older ones'))
        : search && h('p', null, search),
    h('button', { type: 'button', onclick: () => go({ view: 'events' }) }, 'Clear filters'));

// Explains where deliveries go and how to send a test delivery; if the server does not respond, only says that there are no events.
export async function noEvents() {
    const { sources } = await get('api/stats').catch(() => ({}));
    return h('div', { class: 'empty' },
        h('h2', null, 'No events yet'),
        !sources ? [] : sources.length === 0
            ? h('p', null, 'No source is configured. Name one with its secret, for example ', h('code', null, 'PayHooks__Sources__chargily__Secrets__0'), ', and start again.')
            : [
                h('p', null, 'Enter the webhook URL in the provider’s dashboard, or send yourself a genuine delivery. It appears here at once.'),
                sources.map(sourceHint),
            ]);
}

const sourceHint = source => h('section', { class: 'hint' },
    h('h3', null, plain(source.name), h('span', { class: 'muted' }, ` ${plain(source.provider)}`)),
    h('p', null, 'Webhook URL'),
    command(`${location.origin}/webhooks/${source.name}`, 'URL'),
    h('p', null, 'A sample, signed with the secret in ', h('code', null, 'PAYHOOKS_SECRET')),
    command(`payhooks send ${source.provider} ${sampleOf(source.provider)} --source ${source.name} --to ${location.origin}`));

// What to do when there is nothing to show.

import { get } from './api.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { go } from './route.js';

// A sample of each provider that `payhooks send` knows.
const samples = { chargily: 'checkout.paid', portone: 'Success', xanpay: 'completed', 'x-signature': 'payment.completed' };

// A command line with a button that copies it.
export const command = (text, what = 'command') => h('div', { class: 'command' }, h('pre', { tabindex: 0 }, h('code', null, text)), copyButton(text, what));

export const noMatch = () => h('div', { class: 'empty' },
    h('h2', null, 'No event matches'),
    h('p', null, 'Ids are looked up whole and as they are written, capital letters included.'),
    h('button', { type: 'button', onclick: () => go({ view: 'events' }) }, 'Clear filters'));

// Says where deliveries go, and how to send oneself one.
export async function noEvents() {
    const { sources } = await get('api/stats');
    return h('div', { class: 'empty' },
        h('h2', null, 'No events yet'),
        sources.length === 0
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
    command(`payhooks send ${source.provider} ${samples[source.provider] ?? '--list'} --source ${source.name} --to ${location.origin}`));

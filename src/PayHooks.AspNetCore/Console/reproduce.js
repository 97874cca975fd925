// The commands that resend an event's body. They do not contain the secret, which stays in the shell's environment.

import { root } from './api.js';
import { h } from './dom.js';
import { command } from './empty.js';
import { key } from './session.js';

export function create(event, isJson) {
    const file = `${event.id}.${isJson ? 'json' : 'txt'}`;
    const address = `${root}webhooks/${event.source}`;
    return h('section', { class: 'card reproduce', 'aria-labelledby': 'reproduce-title' },
        h('div', { class: 'card-head' }, h('h2', { id: 'reproduce-title' }, 'Send it again')),
        h('div', { class: 'card-body' },
            h('p', null, 'First the body, byte for byte:'),
            command(fetchBody(event, file), 'command that saves the body'),
            h('p', null, 'Then with curl, ', credential(event.provider)),
            command(post(event.provider, address, file, isJson), 'curl command'),
            h('p', null, 'or with the tool, which signs it with ', h('code', null, 'PAYHOOKS_SECRET'), ':'),
            command(`payhooks send ${event.provider}${scheme(event.provider)} --source ${event.source} --to ${root.pathname === '/' ? root.origin : address} --body ${file}`, 'payhooks command'),
            event.provider === 'custom' && h('p', { class: 'muted' }, h('code', null, 'SCHEME'), ' is the file that describes the scheme.'),
            h('p', { class: 'muted' }, 'It is the same event then: PayHooks counts the delivery and runs nothing. To run its handlers again, replay it.')));
}

const fetchBody = (event, file) =>
    `curl -fsS ${root}api/events/${event.id}/body${key() ? ' -H "x-functions-key: $PAYHOOKS_KEY"' : ''} -o ${file}`;

// Providers with the signature in the body, and with basic authentication; all others sign in one or more headers.
const inBody = ['adyen', 'midtrans', 'portone'];
const basic = ['chargebee', 'xanpay'];
const inHeaders = provider => !inBody.includes(provider) && !basic.includes(provider);

const scheme = provider => (provider === 'custom' ? ' --scheme "$SCHEME"' : '');

const sign = (provider, address, file) =>
    `payhooks sign ${provider}${scheme(provider)} --body ${file}${provider === 'square' ? ` --url ${address}` : ''}`;

// A body that is not JSON is a form, which is curl's default content type.
const post = (provider, address, file, isJson) =>
    `${inHeaders(provider) ? `${sign(provider, address, file)} |\n  ` : ''}curl -i ${address}${basic.includes(provider) ? ' -u "$PAYHOOKS_SECRET"' : ''}`
    + `${inHeaders(provider) ? ' -H @-' : ''}${isJson ? ' \\\n  -H "content-type: application/json"' : ''} --data-binary @${file}`;

const credential = provider => inBody.includes(provider)
    ? 'its signature is inside the body:'
    : basic.includes(provider) ? ['with user and password in ', h('code', null, 'PAYHOOKS_SECRET'), ':']
    : ['signed with the secret in ', h('code', null, 'PAYHOOKS_SECRET'), ':'];

// The commands that send an event's body again. The secret is not in them: it stays in the shell's environment.

import { h } from './dom.js';
import { command } from './empty.js';
import { key } from './session.js';

export function create(event) {
    const file = `${event.id}.json`;
    const address = `${location.origin}/webhooks/${event.source}`;
    return h('section', { class: 'card reproduce', 'aria-labelledby': 'reproduce-title' },
        h('div', { class: 'card-head' }, h('h2', { id: 'reproduce-title' }, 'Send it again')),
        h('div', { class: 'card-body' },
            h('p', null, 'First the body, byte for byte:'),
            command(fetchBody(event, file), 'command that saves the body'),
            h('p', null, 'Then with curl, ', credential(event.provider)),
            command(post(event.provider, address, file), 'curl command'),
            h('p', null, 'or with the tool, which signs it with ', h('code', null, 'PAYHOOKS_SECRET'), ':'),
            command(`payhooks send ${event.provider} --source ${event.source} --to ${location.origin} --body ${file}`, 'payhooks command'),
            h('p', { class: 'muted' }, 'It is the same event then: PayHooks counts the delivery and runs nothing. To run its handlers again, replay it.')));
}

const fetchBody = (event, file) =>
    `curl -fsS ${location.origin}/api/events/${event.id}/body${key() ? ' -H "x-functions-key: $PAYHOOKS_KEY"' : ''} -o ${file}`;

// Each provider proves its deliveries in its own way.
const proofs = {
    portone: '',
    xanpay: ' -u "$PAYHOOKS_SECRET"',
};

const signed = (provider, file) => ` \\\n  -H "$(payhooks sign ${provider} --body ${file})"`;

const post = (provider, address, file) =>
    `curl -i ${address}${proofs[provider] ?? signed(provider, file)} \\\n  -H "content-type: application/json" --data-binary @${file}`;

const credential = provider => provider === 'portone'
    ? 'its signature is inside the body:'
    : provider === 'xanpay' ? ['with user and password in ', h('code', null, 'PAYHOOKS_SECRET'), ':']
    : ['signed with the secret in ', h('code', null, 'PAYHOOKS_SECRET'), ':'];

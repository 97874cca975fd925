// The payments whose id or merchant reference equals the search text, shown above the events.

import { get } from './api.js';
import { split } from './choices.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { href } from './route.js';
import { amountOf, payments } from './words.js';

// Returns links to them, or nothing. The list does not wait for them and does without them if the request fails.
export async function paymentsFound({ q, source }) {
    try {
        const answers = await Promise.all(['id', 'reference'].map(name => get('api/payments', { parameters: { [name]: q } })));
        const known = answers.flatMap(answer => answer.payments).filter(payment => !source || split(source).includes(payment.source));
        const all = new Map(known.map(payment => [JSON.stringify([payment.source, payment.id]), payment]));
        return [...all.values()].map(linkOf);
    } catch {
        return [];
    }
}

const linkOf = payment => h('p', { class: 'found' },
    h('a', { href: href({ payment: payment.id, source: payment.source }) }, `Payment ${plain(payment.id)}`),
    ` · ${payments[payment.state] ?? 'State not known'}`, payment.amount && [' · ', amountOf(payment.amount)],
    payment.flags.length > 0 && [' ', h('span', { class: 'tag warning' }, 'flagged')]);

// One event: its summary, its timeline, its payload, and the actions on it.

import { change, getText } from './api.js';
import { look } from './banner.js';
import { timeOf } from './clock.js';
import { copyButton, idOf } from './copy.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { plain, shorten } from './format.js';
import { memberOf, parse } from './json-parse.js';
import { create as payloadOf } from './payload.js';
import { paced } from './paced.js';
import { replay } from './replay.js';
import { create as reproduceOf } from './reproduce.js';
import { action } from './rights.js';
import { href } from './route.js';
import { create as timelineOf } from './timeline.js';
import { toast } from './toast.js';
import { amountOf, dashboardOf, effects, statusOf, verifications } from './words.js';

export const title = 'Event';

export function create({ id }) {
    const head = h('div');
    const timeline = h('div');
    const facts = h('aside', { class: 'card facts', 'aria-label': 'Facts' });
    const payload = h('div');
    const reproduce = h('div');
    const element = h('article', { class: 'event' },
        h('a', { class: 'up', href: href({}) }, '← Events'), head,
        h('div', { class: 'event-columns' }, h('div', { class: 'event-main' }, timeline, payload, reproduce), facts));
    let event;
    let request = new AbortController();
    let shownBody;
    const loadSoon = paced(load, 0);
    const shown = load();
    return {
        element, shown, onMessage,
        dispose() {
            request.abort();
            loadSoon.stop();
        },
        keys: { r: () => (event ? void replay(event) : false) },
    };

    async function load() {
        request.abort();
        const { signal } = request = new AbortController();
        try {
            const text = await getText(`api/events/${encodeURIComponent(id)}`, { signal });
            event = JSON.parse(text);
            show(memberOf(parse(text), 'payload'));
        } catch (error) {
            if (!signal.aborted) {
                fail(error);
            }
        }
    }

    function fail(error) {
        if (error.status !== 401) {
            element.replaceChildren(h('a', { class: 'up', href: href({}) }, '← Events'), h('div', { class: 'empty', role: 'alert' },
                h('h1', { tabindex: -1 }, error.status === 404 ? 'No event has this id' : 'The event could not be loaded'),
                h('p', null, error.status === 404 ? 'Perhaps it was pruned: ' : error.message, error.status === 404 && h('code', null, plain(shorten(id, 40))))));
        }
    }

    function show(node) {
        head.replaceChildren(headOf());
        timeline.replaceChildren(timelineOf(event));
        facts.replaceChildren(h('h2', { class: 'unseen' }, 'Facts'), factsOf(event));
        const hasBody = event.bodyLength !== null && event.erasedAt === null;
        // The body never changes, so it is not rebuilt: branches that the reader has opened stay open.
        if (shownBody !== hasBody) {
            shownBody = hasBody;
            const json = node?.text === 'null' ? null : node;
            payload.replaceChildren(hasBody ? payloadOf(event, json) : gone());
            reproduce.replaceChildren(...(hasBody ? [reproduceOf(event, json !== null)] : []));
        }
    }

    function headOf() {
        return h('header', { class: 'event-head' },
            h('div', null,
                h('h1', { tabindex: -1 }, plain(event.type)),
                event.amount && h('p', { class: 'headline headline-amount' }, amountOf(event.amount)),
                h('p', { class: 'headline' }, statusOf(event),
                    h('span', { class: 'muted' }, 'from ', h('a', { href: href({ source: event.source }) }, plain(event.source))),
                    modeOf(event), idOf(event.id, 'event id', 30)),
                h('p', { class: 'headline' },
                    event.payment && h('span', null,
                        h('a', { href: href({ payment: event.payment, source: event.source }), class: 'to-payment' }, 'Payment ', plain(event.payment)), ' ',
                        copyButton(event.payment, 'payment id')),
                    event.failureGroups.map((group, index) => h('a', { href: href({ view: 'failures', group }) },
                        `Failure group${event.failureGroups.length > 1 ? ` ${index + 1}` : ''}`)),
                    dashboardOf(event))),
            h('div', { class: 'actions' },
                action('Replay', { class: event.status === 'dead' ? 'primary' : '', reason: whyNoReplay(), onclick: () => replay(event) }),
                event.erasedAt === null && action('Erase payload', { right: 'erase', class: 'risky', reason: whyNoErasure[event.status], onclick: erase })),
            event.status !== 'completed' && event.lastError && h('p', { class: 'last-error' }, h('strong', null, 'Last error '), plain(event.lastError)));
    }

    function whyNoReplay() {
        return event.status === 'processing' ? 'Its handlers run now.'
            : event.status === 'paused' ? 'It waits for a paused source or handler. Resume that.'
                : event.erasedAt !== null || event.bodyLength === null ? 'Its payload is gone.'
                    : '';
    }

    function gone() {
        return h('section', { class: 'card payload' }, h('div', { class: 'card-head' }, h('h2', null, 'Payload')),
            h('p', { class: 'card-body muted' }, event.erasedAt ? ['Erased ', timeOf(event.erasedAt, 'relative'), '. '] : 'Pruned after the retention. ', 'The event stays known, so that a repeated delivery is still harmless.'));
    }

    async function erase() {
        const isMeant = await ask({
            title: 'Erase the payload?',
            text: [
                h('p', null, 'The body of ', h('code', null, shorten(event.id)), ' is removed for good. Nobody can read or replay it afterwards.'),
                h('p', null, 'The event itself stays: a repeated delivery is still recognised.'),
            ],
            action: 'Erase payload',
            danger: true,
        });
        if (!isMeant) {
            return;
        }

        try {
            await change('DELETE', `api/events/${encodeURIComponent(id)}/body`);
            toast('Payload erased');
            look();
            await load();
        } catch (error) {
            toast(`Not erased. ${error.message}`, 'failed');
        }
    }

    async function onMessage(message) {
        if (message.kind === 'tick') {
            const before = event?.status;
            await load();
            return event?.status !== before;
        }

        if (message.kind === 'reload' || message.event.id === id) {
            loadSoon();
            look();
        }
    }
}

function factsOf(event) {
    return h('dl', null,
        fact('Provider’s id', event.providerEventId && idOf(event.providerEventId, 'provider’s id', 18)),
        fact('Provider’s type', event.providerType && event.providerType !== event.type && plain(event.providerType)),
        fact('Resource', event.resource.id && event.resource.id !== event.payment && idOf(event.resource.id, 'resource id', 18)),
        fact('Effect', event.effect && h('span', null, effects[event.effect] ?? plain(event.effect), event.owner && h('a', { class: 'sub', href: href({ id: event.owner }) }, 'reported first by'))),
        fact('Merchant reference', event.resource.merchantReference && idOf(event.resource.merchantReference, 'merchant reference', 18)),
        fact('Provider', plain(event.provider)),
        // The timeline says how each delivery was verified; the provider's API may have confirmed the event since.
        fact('Verification', event.log.deliveries.every(one => one.verification !== event.verification) && (verifications[event.verification] ?? plain(event.verification))),
        // The timeline has the rest, and this too while it has every delivery.
        fact('First received', event.deliveries > event.log.deliveries.length && timeOf(event.receivedAt)),
        fact('Handlers done', doneBefore(event)));
}

// The handlers whose success the timeline does not show, because it keeps only the latest attempts.
function doneBefore({ handlers, log }) {
    const names = handlers.map(handler => handler.name).filter(name => !log.attempts.some(one => one.handler === name && one.outcome === 'succeeded'));
    return names.length > 0 && names.map(name => h('span', { class: 'line' }, plain(name)));
}

const modeOf = ({ livemode }) => livemode !== null && h('span', { class: 'tag' }, livemode ? 'live' : 'test');

const whyNoErasure = {
    processing: 'Its handlers run now and need the payload.',
    paused: 'It waits for a paused source or handler and needs its payload then.',
    retrying: 'The next attempt needs the payload. Wait for the last one, or fix what fails and replay it.',
};

const fact = (name, value) => value && h('div', null, h('dt', null, name), h('dd', null, value));

// The filters above the list. They show and change the URL's state and hold none of their own.

import { choices, split } from './choices.js';
import { h } from './dom.js';
import { go } from './route.js';
import { results, statuses } from './words.js';
import { fromInput, label, toInput } from './zone.js';

const ranges = { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' };
const hours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 };
const searched = { id: 'event id', providerEventId: 'provider’s id', paymentId: 'payment id', resourceId: 'resource id', merchantReference: 'merchant reference' };

export function create(host) {
    const search = h('input', {
        id: 'q', type: 'search', placeholder: 'Find by id or error text', title: `Finds events by ${host.search.map(name => searched[name] ?? name).join(', ')}. ${searchNote(host)}`,
        autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', onchange: apply,
    });
    const source = several('source', 'Any source', 'sources', host.sources.map(name => [name, name]));
    const status = several('status', 'Any status', 'statuses', host.statuses.map(name => [name, statuses[name] ?? name]));
    const outcome = several('outcome', 'Any outcome', 'outcomes', Object.entries(results));
    const type = several('type', 'Any type', 'types', host.types.map(name => [name, name]));
    const handler = several('handler', 'Any handler', 'handlers', (host.handlers ?? []).map(name => [name, name]));
    const range = select('range', 'Any time', [...Object.entries(ranges), ['between', 'Between …']]);
    const livemode = select('livemode', 'Live and test', Object.entries(modes));
    const error = h('input', { id: 'error', type: 'search', placeholder: 'Error contains', autocomplete: 'off', spellcheck: 'false', onchange: apply });
    const zoneName = h('span', { class: 'muted' });
    const since = h('input', { id: 'since', type: 'datetime-local', step: 1, onchange: apply });
    const until = h('input', { id: 'until', type: 'datetime-local', step: 1, onchange: apply });
    const between = h('div', { class: 'between', hidden: true }, labelled('From', since), labelled('until', until), zoneName);
    const clear = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => go({ view: 'events' }) }, 'Clear filters');
    const element = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter events', onsubmit: event => { event.preventDefault(); apply(); } },
        h('label', { class: 'unseen', for: 'q' }, 'Search by id'), search, [status, source, type, outcome, handler].map(one => one.element), [livemode, range, error].map(unseenLabel), between, clear);
    let group = ''; // only a link sets it
    return { element, show, focus: () => search.select() };

    // Shows the URL's values even if they are not in the lists.
    function show(state) {
        for (const one of [source, status, outcome, type, handler]) {
            one.show(state[one.id]);
        }

        livemode.value = state.livemode;
        search.value = state.q;
        error.value = state.error;
        group = state.group;
        zoneName.textContent = label();
        range.value = state.since || state.until ? 'between' : state.range in ranges ? state.range : '';
        since.value = toInput(state.since);
        until.value = toInput(state.until);
        between.hidden = range.value !== 'between';
        clear.hidden = !isFiltered(state);
    }

    function apply() {
        const isBetween = range.value === 'between';
        between.hidden = !isBetween;
        go({
            view: 'events', q: search.value.trim(), source: source.value(), status: status.value(), outcome: outcome.value(), type: type.value(),
            handler: handler.value(), livemode: livemode.value, error: error.value.trim(),
            group: split(status.value()).every(one => ['dead', 'retrying'].includes(one)) ? group : '',
            range: isBetween ? '' : range.value,
            since: isBetween ? fromInput(since.value) : '', until: isBetween ? fromInput(until.value) : '',
        });
        // "Between" alone is not a filter yet, so its inputs stay open.
        if (isBetween) {
            range.value = 'between';
            between.hidden = false;
        }
    }

    function several(id, any, many, options) {
        return choices({ id, name: names[id], any, many, options, onchange: apply });
    }

    function select(id, any, options) {
        return h('select', { id, onchange: apply }, h('option', { value: '' }, any), options.map(([value, text]) => h('option', { value }, text)));
    }
}

const lists = ['source', 'status', 'outcome', 'type', 'handler'];
const filterNames = ['q', 'source', 'status', 'outcome', 'type', 'handler', 'livemode', 'error', 'group', 'range', 'since', 'until'];

export const isFiltered = state => filterNames.some(name => state[name]);

// Whether the page can tell if an event matches; only the server knows which handlers have failed, and the groups.
export const isDecidable = state => !state.handler && !state.group;

// The API parameters for a URL state.
export function parameters(state, now = Date.now()) {
    const { q, source, status, outcome, type, handler, livemode, error, group, until, cursor } = state;
    const since = state.range in hours ? new Date(now - hours[state.range] * 3_600_000).toISOString() : state.since;
    return { q, source, status, outcome, type, handler, livemode, error, group, since, until, cursor };
}

// What a search finds, for one that found nothing.
export const searchNote = ({ host }) => 'Whole ids are found in all events; parts of ids, with their capital letters, and of error texts '
    + (host === 'azure' ? 'among the retrying, paused and dead ones.' : 'among those that wait or have failed, then among the newest.');

// The same as the filter of a bulk replay, without what is not set.
export function toReplay(state) {
    const { cursor, ...filter } = parameters(state);
    const set = Object.entries(filter).filter(([, value]) => value);
    return Object.fromEntries(set.map(([name, value]) => [name, name === 'livemode' ? value === 'true' : lists.includes(name) ? split(value) : value]));
}

// Whether an event belongs in the list, by the same rules as the server.
export function matches(event, state) {
    const { q, source, status, outcome, type, livemode, error, since, until } = parameters(state);
    return isOneOf(source, event.source) && isOneOf(status, event.status) && isOneOf(outcome, event.outcome) && isOneOf(type, event.type)
        && (!livemode || String(event.livemode) === livemode) && (!error || hasError(event, error))
        && (!since || Date.parse(event.receivedAt) >= Date.parse(since)) && (!until || Date.parse(event.receivedAt) < Date.parse(until))
        && (!q || hasError(event, q) || [event.id, event.providerEventId, event.payment, event.resource.id, event.resource.merchantReference].some(id => id?.includes(q)));
}

const isOneOf = (values, value) => !values || split(values).includes(value);

const hasError = (event, text) => event.lastError?.toLowerCase().includes(text.toLowerCase());

const modes = { true: 'Live', false: 'Test' };

const names = {
    source: 'Source', status: 'Status', outcome: 'Outcome', type: 'Type', handler: 'Handler', livemode: 'Mode', error: 'Error text', range: 'Time',
};

const unseenLabel = box => [h('label', { class: 'unseen', for: box.id }, names[box.id]), box];

const labelled = (text, input) => h('label', null, h('span', null, text), ' ', input);

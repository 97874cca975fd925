// The list of events: a page from the server, then live changes.

import { get } from './api.js';
import { look } from './banner.js';
import { h } from './dom.js';
import { create as createFilters, isDecidable, isFiltered, matches, parameters, searchNote, toReplay } from './filters.js';
import { plural } from './format.js';
import { headings, rowOf } from './list-row.js';
import { paced } from './paced.js';
import { replay } from './replay.js';
import { href } from './route.js';
import { create as createSelection } from './selection.js';

const mostRows = 200; // then the list is reloaded, so that a page left open stays small
const nearTop = 80;
const announceEvery = 5_000;
const reloadAfter = 500;

export const title = 'Events';

export function create(state, host) {
    let events = new Map(); // the events shown, by id
    let waiting = new Map(); // new events that arrived while the reader had scrolled down
    let older = null;
    let request = new AbortController();
    let during = null; // changes received while a page was loading, possibly newer than that page
    let announced = 0;
    let unannounced = 0;
    let searches = 0;

    const filters = createFilters(host);
    const selection = createSelection(() => toReplay(state));
    const body = h('tbody');
    const table = h('table', { class: 'events', 'aria-label': 'Events, newest first' },
        h('thead', null, h('tr', null, headings.map(text => h('th', { scope: 'col' }, text)))), body);
    const news = h('button', { type: 'button', class: 'news', hidden: true, onclick: showNews });
    const said = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
    const instead = h('div');
    const found = h('div', { role: 'status' });
    const paging = h('nav', { class: 'paging', 'aria-label': 'Pages' });
    const element = h('section', null, h('h1', { class: 'unseen', tabindex: -1 }, title), filters.element, selection.element, said, news, found, table, instead, paging);
    addEventListener('scroll', onScroll, { passive: true });
    const refreshSoon = paced(refresh, reloadAfter);
    const shown = update(state);

    return {
        element, update, shown, onMessage,
        dispose() {
            request.abort();
            refreshSoon.stop();
            removeEventListener('scroll', onScroll);
        },
        keys: {
            '/': () => filters.focus(),
            j: () => move(1),
            k: () => move(-1),
            r: () => replaySelected(),
            x: () => chooseSelected(),
        },
        onZone: () => filters.show(state),
        // The reader's position, to be restored later.
        place: () => ({ scroll: scrollY, id: selected()?.dataset.id }),
        goTo({ scroll, id }) {
            scrollTo(0, scroll);
            linkOf(rowWith(id))?.focus({ preventScroll: true });
        },
    };

    async function update(next) {
        state = next;
        filters.show(state);
        selection.clear();
        await load();
    }

    // Loads and shows the page that the URL names.
    async function load() {
        table.setAttribute('aria-busy', 'true');
        try {
            showFound();
            show(await ask());
        } catch (error) {
            if (!(error instanceof DOMException)) {
                fail(error);
            }
        }
    }

    async function showFound() {
        const mine = ++searches;
        found.replaceChildren();
        const payments = state.q ? await import('./found.js').then(({ paymentsFound }) => paymentsFound(state), () => []) : [];
        if (mine === searches) {
            found.replaceChildren(...payments);
        }
    }

    // A new request cancels the previous one.
    async function ask() {
        request.abort();
        const mine = request = new AbortController();
        during = [];
        try {
            return await get('api/events', { parameters: parameters(state), signal: mine.signal });
        } catch (error) {
            during = mine === request ? null : during;
            throw error;
        }
    }

    // Reloads the same page. What is shown stays until the response arrives, and if it fails. Returns whether anything was new.
    async function refresh() {
        const page = await ask();
        if (isReading()) {
            during = null;
            const fresh = page.events.filter(isNews);
            fresh.forEach(take);
            return fresh.length > 0;
        }

        const before = signature();
        show(page);
        return signature() !== before;
    }

    function show(page) {
        const focused = selected()?.dataset.id;
        events = new Map(page.events.map(event => [event.id, event]));
        waiting.clear();
        older = page.cursor;
        table.removeAttribute('aria-busy');
        body.replaceChildren(...page.events.map(row));
        const missed = during ?? [];
        during = null;
        missed.forEach(take);
        linkOf(rowWith(focused))?.focus({ preventScroll: true });
        showNewsCount();
        showAround();
    }

    async function showAround() {
        table.hidden = events.size === 0;
        paging.replaceChildren(...[
            state.cursor && h('a', { href: href({ ...state, cursor: '' }), class: 'button' }, '← Newest'),
            older && h('a', { href: href({ ...state, cursor: older }), class: 'button' }, 'Older →'),
        ].filter(Boolean));
        const around = events.size > 0 ? [] : [await emptyNote()];
        // An event may have arrived in the meantime.
        if (around.length === 0 || events.size === 0) {
            instead.replaceChildren(...around);
        }
    }

    // Loaded when it is needed, as most lists are not empty.
    async function emptyNote() {
        const module = await import('./empty.js').catch(() => null);
        if (!module) {
            return '';
        }

        const { noEvents, noMatch } = module;
        return isFiltered(state) || state.cursor ? noMatch(older && href({ ...state, cursor: older }), state.q && searchNote(host)) : noEvents();
    }

    function fail(error) {
        if (error.status !== 401) {
            instead.replaceChildren(h('div', { class: 'empty', role: 'alert' },
                h('h2', null, 'The events could not be loaded'),
                h('p', null, error.message),
                h('button', { type: 'button', onclick: load }, 'Try again')));
            table.hidden = true;
            paging.replaceChildren();
        }
    }

    function onMessage(message) {
        if (message.kind === 'tick') {
            return refresh();
        }

        if (message.kind === 'reload' || !isDecidable(state)) {
            refreshSoon();
            look();
            return;
        }

        take(message.event);
        if (message.event.status === 'dead' || message.event.status === 'processing') {
            look();
        }
    }

    // Applies a new or changed event.
    function take(event) {
        during?.push(event);
        const shownRow = rowWith(event.id);
        if (shownRow) {
            events.set(event.id, event);
            renew(shownRow, event);
        } else if (!state.cursor && matches(event, state)) {
            add(event);
        }
    }

    // A row keeps its position and focus, and the reader's selection elsewhere.
    function renew(old, event) {
        const focused = old.contains(document.activeElement) && document.activeElement.className;
        const fresh = row(event);
        old.replaceWith(fresh);
        if (focused) {
            (focused === 'choose' ? fresh.querySelector('.choose') : linkOf(fresh)).focus({ preventScroll: true });
        }
    }

    function add(event) {
        // An older event that has changed and is not on this page.
        const last = [...events.values()].at(-1);
        if (older && last && event.receivedAt < last.receivedAt) {
            return;
        }

        if (isReading()) {
            waiting.set(event.id, event);
            showNewsCount();
            return;
        }

        insert(event, true);
        announce();
        if (events.size > mostRows) {
            refreshSoon();
        } else if (events.size === 1) {
            showAround();
        }
    }

    function insert(event, isFresh) {
        const added = row(event);
        added.classList.toggle('fresh', isFresh);
        const next = [...body.rows].find(one => isBefore(event, events.get(one.dataset.id)));
        body.insertBefore(added, next ?? null);
        events.set(event.id, event);
    }

    function showNews() {
        scrollTo(0, 0);
        for (const event of waiting.values()) {
            insert(event, true);
        }

        waiting.clear();
        showNewsCount();
        if (events.size > mostRows) {
            refreshSoon();
        }
    }

    function showNewsCount() {
        news.hidden = waiting.size === 0;
        news.textContent = `${plural(waiting.size, 'new event')} ↑`;
    }

    function onScroll() {
        if (waiting.size > 0 && !isReading()) {
            showNews();
        }
    }

    // Announced at intervals, not for every row.
    function announce() {
        unannounced++;
        if (Date.now() - announced > announceEvery) {
            said.textContent = plural(unannounced, 'new event');
            announced = Date.now();
            unannounced = 0;
        }
    }

    function move(step) {
        const rows = [...body.rows];
        const at = rows.indexOf(selected());
        linkOf(rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)])?.focus();
    }

    function row(event) {
        return rowOf(event, selection);
    }

    function chooseSelected() {
        const box = selected()?.querySelector('.choose');
        box?.click();
        return box !== undefined;
    }

    function replaySelected() {
        const event = events.get(selected()?.dataset.id);
        return event ? void replay(event) : false;
    }

    function selected() {
        const row = document.activeElement?.closest('tr[data-id]');
        return row && body.contains(row) ? row : undefined;
    }

    function rowWith(id) {
        return id ? body.querySelector(`tr[data-id="${CSS.escape(id)}"]`) : undefined;
    }

    function isNews(event) {
        return fingerprint(event) !== fingerprint(events.get(event.id) ?? waiting.get(event.id));
    }

    function signature() {
        return [...events.values()].map(fingerprint).join('\n');
    }
}

const fingerprint = event => event && `${event.id} ${event.status} ${event.deliveries} ${event.attempts}`;

const linkOf = row => row?.querySelector('a');

const isReading = () => scrollY > nearTop;

// Newest first; events with the same time by id, as on the server.
const isBefore = (a, b) => a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.id < b.id);

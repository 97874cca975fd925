// Starts the console and shows the view that the URL names.

import { get, onKeyRefused } from './api.js';
import * as banner from './banner.js';
import { h } from './dom.js';
import * as keys from './keys.js';
import * as list from './list.js';
import * as live from './live.js';
import * as login from './login.js';
import * as rights from './rights.js';
import * as route from './route.js';
import { forget, key } from './session.js';
import * as zone from './zone.js';
import * as zoneSwitch from './zone-switch.js';

// Most people open the list; the other views are loaded on demand.
const views = {
    events: async () => list,
    event: () => import('./event.js'),
    payment: () => import('./payment.js'),
    flags: () => import('./flags.js'),
    payments: () => import('./payments.js'),
    failures: () => import('./failures.js'),
    jobs: () => import('./jobs.js'),
    rejected: () => import('./rejected.js'),
    reconcile: () => import('./reconcile.js'),
    sources: () => import('./sources.js'),
    audit: () => import('./audit.js'),
    overview: () => import('./overview.js'),
};

// The list does without these.
const laterStyles = ['event.css', 'overview.css', 'cards.css'];

const liveWords = { connecting: 'Connecting', live: 'Live', polling: 'Polling', disconnected: 'Disconnected' };

const main = document.getElementById('main');
const forgetButton = document.getElementById('forget');
const places = new Map(); // the reader's scroll position and focus, by URL
let host;
let view;
let shownAddress;
let turn = 0;
let styles;

async function show(how) {
    const state = route.current();
    const mine = ++turn;
    markNavigation(state.view);
    if (view?.name === state.view && view.update) {
        shownAddress = location.search;
        await view.update(state);
        if (how === 'go') {
            scrollTo(0, 0);
            // What was followed may be gone; a filter that was changed is not.
            if (document.activeElement === document.body) {
                main.querySelector('h1')?.focus({ preventScroll: true });
            }
        }

        return;
    }

    const [module] = await Promise.all([views[state.view]().catch(() => null), state.view !== 'events' && loadStyles()]);
    if (mine !== turn) {
        return;
    }

    leave();
    if (!module) {
        main.replaceChildren(h('div', { class: 'empty', role: 'alert' }, h('h1', { tabindex: -1 }, 'This view could not be loaded'),
            h('p', null, 'The server does not answer, or it was updated.'), h('button', { type: 'button', onclick: () => location.reload() }, 'Reload the page')));
        return;
    }

    view = Object.assign(module.create(state, host), { name: state.view });
    shownAddress = location.search;
    document.title = `${module.title} · PayHooks`;
    main.replaceChildren(view.element);
    scrollTo(0, 0);
    await view.shown;
    if (how === 'back' && places.has(shownAddress)) {
        view.goTo?.(places.get(shownAddress));
    } else if (how !== 'start') {
        main.querySelector('h1')?.focus({ preventScroll: true });
    }
}

function loadStyles() {
    styles ??= Promise.all(laterStyles.map(name => new Promise(done => {
        document.head.append(h('link', { rel: 'stylesheet', href: `console/${name}`, onload: done, onerror: done }));
    })));
    return styles;
}

function leave() {
    if (view?.place) {
        places.set(shownAddress, view.place());
    }

    view?.dispose?.();
    view = undefined;
}

const parents = { event: 'events', payment: 'payments', flags: 'payments' };

function markNavigation(name) {
    document.body.dataset.view = name;
    for (const link of document.querySelectorAll('#nav a')) {
        if (link.dataset.view === name || link.dataset.view === parents[name]) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
}

// A digit opens a view.
const viewKeys = () => Object.fromEntries([...document.querySelectorAll('#nav a')].map((link, index) => [index + 1, () => link.click()]));

function showLive(state) {
    const element = document.getElementById('live');
    element.className = `live ${state}`;
    element.textContent = liveWords[state];
    banner.connection(state);
}

async function enter(answer) {
    host = answer;
    rights.set(host.rights);
    forgetButton.hidden = !key();
    banner.start();
    await live.start(host.live, showLive);
    await show('start');
}

function askForKey(problem, signIn) {
    live.stop();
    leave();
    forgetButton.hidden = true;
    if (main.querySelector('.login')) {
        return;
    }

    const page = login.create(enter, problem, signIn);
    main.replaceChildren(page.element);
    page.focus();
}

async function begin() {
    try {
        await enter(await get('api/host'));
    } catch (error) {
        if (error.status !== 401) {
            main.replaceChildren(h('div', { class: 'empty', role: 'alert' },
                h('h1', null, 'The console cannot be opened'), h('p', null, error.message),
                h('button', { type: 'button', onclick: begin }, 'Try again')));
        }
    }
}

onKeyRefused(error => askForKey(host && key() ? 'The server refused the key. Has it changed?' : '', error.signIn));
live.listen(message => view?.onMessage?.(message));
keys.start(() => host && ({
    Escape: () => route.current().view !== 'events' && route.back(),
    j: () => keys.move(1),
    k: () => keys.move(-1),
    z: zone.toggle,
    ...viewKeys(),
    ...view?.keys,
}));
zone.onChange(() => view?.onZone?.());
zoneSwitch.start();
document.getElementById('keys').addEventListener('click', keys.help);
forgetButton.addEventListener('click', () => {
    forget();
    location.reload();
});
route.start(how => host && show(how));
begin();

// Reconciliation: how far each source has been compared with its provider's API, what that found, and a run at once.

import { get, send } from './api.js';
import { timeOf } from './clock.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { command } from './empty.js';
import { duration, number, plain, plural } from './format.js';
import { polled } from './polled.js';
import { action } from './rights.js';
import { href } from './route.js';
import { toast } from './toast.js';

export const title = 'Reconciliation';

const often = 10_000;
const day = 86_400_000;
const windows = [['What is due', 0], ['Last day', day], ['Last three days', 3 * day], ['Last week', 7 * day]];
const counts = [['checked', 'Checked'], ['matched', 'Matched'], ['pending', 'Pending'], ['missed', 'Missed'], ['conflicts', 'Conflicts'], ['failed', 'Failed']];
const bad = ['missed', 'conflicts', 'failed'];

const outcomes = {
    missed: 'Missed: no webhook arrived',
    redelivery_requested: 'Missed: the provider is asked to deliver again',
    state_differs: 'State differs',
    amount_differs: 'Amount differs',
    extra: 'Unknown to the provider',
    unrecoverable: 'Cannot be recovered',
    failed: 'Could not be compared',
    pending: 'Pending: the webhook may still arrive',
    matched: 'Confirmed by the API',
};

export function create() {
    const note = h('p', { class: 'muted' }, 'What providers’ APIs report, compared with what webhooks reported. What is missing is handled like a webhook.');
    const list = h('div', { class: 'reconcile' });
    const instead = h('div');
    const element = h('section', null, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, title), note)), list, instead);
    const chosen = new Map(); // the window of each source
    const running = new Set();
    let sources = [];
    const { load, dispose } = polled(often, signal => get('api/reconcile', { signal }), answer => {
        ({ sources } = answer);
        show();
    }, note);
    return { element, shown: load(), dispose };

    // Keeps what is open, closed and focused as it is.
    function show() {
        const isOpen = new Map([...list.querySelectorAll('details')].map(details => [details.dataset.key, details.open]));
        const focused = list.contains(document.activeElement) ? document.activeElement.closest('[data-key]')?.dataset.key : undefined;
        list.replaceChildren(...sources.map(cardOf));
        list.querySelectorAll('details').forEach(details => { details.open = isOpen.get(details.dataset.key) ?? details.open; });
        if (focused) {
            const again = [...list.querySelectorAll('[data-key]')].find(one => one.dataset.key === focused);
            (again?.querySelector('summary') ?? again)?.focus({ preventScroll: true });
        }

        instead.replaceChildren(...(sources.length === 0 ? [nothing()] : []));
    }

    function cardOf({ source, every, watermark, retryAt, problem, runs }) {
        const name = plain(source);
        const isRunning = running.has(source);
        const button = (text, isDry) => action(text, {
            'data-key': `${source} ${text}`, 'aria-label': `${text}: ${name}`, reason: isRunning ? 'It is running.' : '', onclick: () => run(source, isDry),
        });
        const select = h('select', { 'data-key': `${source} window`, 'aria-label': `Window: ${name}`, onchange: () => chosen.set(source, select.value) },
            windows.map(([text, length]) => h('option', { value: length, selected: String(length) === chosen.get(source) }, text)));
        return h('section', { class: 'card', 'aria-label': name, 'aria-busy': isRunning ? 'true' : null },
            h('div', { class: 'card-head' },
                h('h2', null, h('a', { href: href({ source }), 'data-stop': true }, name)),
                h('span', { class: 'muted' }, isRunning ? 'running …' : every ? `every ${duration(millisecondsOf(every))}` : 'only on request'),
                h('div', { class: 'run' }, select, button('Dry run', true), button('Run now', false))),
            h('div', { class: 'card-body' },
                problem ? h('p', { class: 'payment-flag', role: 'alert' }, plain(problem)) : null,
                h('dl', { class: 'facts-line' },
                    fact('Compared up to', watermark ? [timeOf(watermark), ' · ', timeOf(watermark, 'relative')] : 'nothing yet'),
                    retryAt ? fact('No request before', timeOf(retryAt)) : null),
                runs.length > 0 ? [runOf(source, runs[0]), earlier(source, runs.slice(1))] : h('p', { class: 'muted' }, 'No run yet.')));
    }

    async function run(source, isDry) {
        const length = Number(chosen.get(source) ?? 0);
        if (!isDry && !await ask({
            title: 'Reconcile this source?',
            text: h('p', null, 'What no webhook of ', h('strong', null, plain(source)),
                ' has reported is enqueued, or asked for again, and its handlers run. A dry run shows it first.'),
            action: 'Run now',
        })) {
            return;
        }

        running.add(source);
        show();
        try {
            const parameters = { dryRun: isDry ? 'true' : '', since: length ? new Date(Date.now() - length).toISOString() : '' };
            const report = await (await send('POST', `api/reconcile/${encodeURIComponent(source)}`, { parameters })).json();
            const found = `${plural(report.checked, 'item')} checked, ${number(report.missed)} missed`;
            toast(report.problem ? `The run did not finish. ${plain(report.problem)}` : `${isDry ? 'Dry run: ' : ''}${found}`, report.problem ? 'failed' : undefined);
        } catch (error) {
            toast(`Not run. ${error.message}`, 'failed');
        }

        running.delete(source);
        show();
        await load();
    }
}

const fact = (name, value) => h('div', null, h('dt', null, name), h('dd', null, value));

const kindOf = ({ dryRun, deep, redelivery, payment }) =>
    [dryRun && 'dry run', deep && 'three days', redelivery && 'redelivery', payment && 'one payment'].filter(Boolean).join(', ');

function runOf(source, run) {
    const kind = kindOf(run);
    return [
        h('h3', null, 'Last run ', h('span', { class: 'sub' }, timeOf(run.startedAt, 'relative'), kind ? ` · ${kind}` : '',
            run.since ? [' · ', timeOf(run.since), ' – ', timeOf(run.until)] : null, ` · ${plural(run.requests, 'request')}`)),
        h('dl', { class: 'tally' }, counts.map(([name, text]) =>
            h('div', { class: bad.includes(name) && run[name] > 0 ? 'found-some' : '' }, h('dt', null, text), h('dd', null, number(run[name]))))),
        run.problem ? h('p', { class: 'payment-flag' }, plain(run.problem)) : null,
        Object.keys(outcomes).map(outcome => [outcome, run.items.filter(item => item.outcome === outcome)]).filter(([, items]) => items.length > 0)
            .map(([outcome, items]) => h('details', { 'data-key': `${source} ${outcome}`, open: !['pending', 'matched'].includes(outcome) },
                h('summary', null, outcomes[outcome]), h('ul', { class: 'items' }, items.map(item => itemOf(source, item, run.dryRun))))),
        run.omittedItems > 0 ? h('p', { class: 'muted' }, `${number(run.omittedItems)} more are not listed.`) : null,
    ];
}

// The heading of the items says the same.
const headed = ['No webhook has arrived.', 'Its webhook may still arrive.'];

function itemOf(source, item, isDry) {
    // What is only on its way, or would be, has no page yet.
    const isHere = item.outcome === 'missed' ? !isDry : !['pending', 'redelivery_requested'].includes(item.outcome);
    const name = item.id ? plain(item.id) : 'without an id';
    return h('li', null,
        h('span', null, plain(item.providerType ?? item.type ?? ''), ' ', item.payment ? h('a', { href: href({ payment: item.payment, source }) }, name) : name),
        item.detail && !headed.includes(item.detail) ? h('span', { class: 'sub' }, plain(item.detail)) : null,
        item.event && isHere ? h('span', { class: 'sub' }, h('a', { href: href({ id: item.event }) }, 'the event')) : null);
}

const earlier = (source, runs) => runs.length === 0 ? null : h('details', { 'data-key': `${source} earlier` },
    h('summary', null, `Earlier runs (${number(runs.length)})`),
    h('ul', { class: 'items' }, runs.map(run => h('li', null,
        h('span', null, timeOf(run.startedAt), kindOf(run) ? ` · ${kindOf(run)}` : ''),
        h('span', { class: 'sub' }, counts.map(([name, text]) => `${number(run[name])} ${text.toLowerCase()}`).join(', ')),
        run.problem ? h('span', { class: 'sub' }, plain(run.problem)) : null))));

// "1.02:15:00"
function millisecondsOf(span) {
    const [, days, hours, minutes, seconds] = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)/.exec(span).map(Number);
    return ((((days || 0) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

const nothing = () => h('div', { class: 'empty' },
    h('h2', null, 'No source is reconciled'),
    h('p', null, 'With a key for its provider’s API, PayHooks finds what webhooks missed:'),
    command('PayHooks__Sources__NAME__Api__Key'));

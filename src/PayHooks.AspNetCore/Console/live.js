// Keeps the page up to date: by the server's stream if available, otherwise by polling.
// Views receive { kind: 'change', event }, { kind: 'reload' } when more changed than were sent one by one, or { kind: 'tick' }
// when it is time to poll; a view returns from a tick whether anything was new.

import { send } from './api.js';
import { messages } from './sse.js';

const firstPause = 500;
const longestPause = 30_000;
const longestStart = 300;
const firstPoll = 3_000;
const silence = 45_000; // the server pings every 15 s

let listener = () => {};
let show = () => {};
let connection;

export function listen(callback) {
    listener = callback;
}

// Starts or restarts; shows 'connecting', 'live', 'polling' or 'disconnected'. Resolves once no later change can be missed,
// or when that takes too long.
export function start(hasStream, showState) {
    stop();
    show = showState;
    const { signal } = connection = new AbortController();
    show('connecting');
    return Promise.race([pause(longestStart, signal), new Promise(done => (hasStream ? stream(signal, done) : poll(signal, done)))]);
}

export function stop() {
    connection?.abort();
}

async function stream(signal, started) {
    let failures = 0;
    while (!signal.aborted) {
        await untilVisible();
        try {
            await follow(signal, () => {
                failures = 0;
                show('live');
                // What the page already shows may be older than the stream.
                listener({ kind: 'reload' });
                started();
            });
        } catch (error) {
            if (signal.aborted || error.status === 401) {
                return;
            }
        }

        if (document.visibilityState === 'visible') {
            show('disconnected');
            await pause(Math.min(firstPause * 2 ** failures++, longestPause), signal);
        }
    }
}

// One connection until it ends, times out, or the tab is hidden: browsers allow six per server, so a hidden tab keeps none.
async function follow(signal, opened) {
    const own = new AbortController();
    const end = () => own.abort();
    const hidden = () => document.visibilityState === 'hidden' && end();
    let watch = setTimeout(end, silence);
    signal.addEventListener('abort', end);
    document.addEventListener('visibilitychange', hidden);
    try {
        const response = await send('GET', 'api/stream', { signal: own.signal });
        opened();
        for await (const { event, data } of messages(response, () => { clearTimeout(watch); watch = setTimeout(end, silence); })) {
            event !== 'ping' && listener(event === 'change' ? { kind: 'change', event: JSON.parse(data) } : { kind: 'reload' });
        }
    } finally {
        clearTimeout(watch);
        signal.removeEventListener('abort', end);
        document.removeEventListener('visibilitychange', hidden);
    }
}

// Every three seconds while events change, then less and less often.
async function poll(signal, started) {
    let delay = firstPoll;
    show('polling');
    started();
    while (!signal.aborted) {
        await pause(delay, signal);
        await untilVisible();
        if (signal.aborted) {
            return;
        }

        try {
            const isNew = await listener({ kind: 'tick' });
            delay = isNew ? firstPoll : Math.min(delay * 1.5, longestPause);
            show('polling');
        } catch (error) {
            if (error.status === 401) {
                return;
            }

            delay = Math.min(delay * 2, longestPause);
            show('disconnected');
        }
    }
}

const pause = (milliseconds, signal) => new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

const untilVisible = () => new Promise(resolve => {
    const look = () => {
        if (document.visibilityState === 'visible') {
            document.removeEventListener('visibilitychange', look);
            resolve();
        }
    };
    document.addEventListener('visibilitychange', look);
    look();
});


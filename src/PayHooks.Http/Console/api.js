// Requests to the operations API. Everything that can go wrong becomes an ApiError with a sentence to show.

import { key } from './session.js';

export class ApiError extends Error {
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

let whenRefused = () => {};

// Calls back when the server wants another key.
export function onKeyRefused(callback) {
    whenRefused = callback;
}

export const get = (path, options) => send('GET', path, options).then(response => response.json());

export const getText = (path, options) => send('GET', path, options).then(response => response.text());

export const getBytes = (path, options) => send('GET', path, options).then(response => response.arrayBuffer());

export const change = (method, path) => send(method, path);

// The response itself, for whoever reads it bit by bit.
export async function send(method, path, { parameters, signal } = {}) {
    const headers = { accept: 'application/json, text/event-stream' };
    if (key()) {
        headers['x-functions-key'] = key();
    }

    if (method !== 'GET') {
        headers['x-payhooks'] = '1';
    }

    const response = await answer(`/${path}${query(parameters)}`, { method, headers, signal, cache: 'no-store', redirect: 'error' });
    if (response.ok) {
        return response;
    }

    const problem = new ApiError(response.status, await detail(response));
    if (response.status === 401) {
        whenRefused(problem);
    }

    throw problem;
}

async function answer(url, options) {
    try {
        return await fetch(url, options);
    } catch (error) {
        if (options.signal?.aborted) {
            throw error;
        }

        // A key with a character that no header can carry fails here, before anything is sent.
        throw isHeader(options.headers['x-functions-key'])
            ? new ApiError(0, 'The server does not answer. Is it running?')
            : new ApiError(401, 'A key has only letters, digits and signs of the keyboard.');
    }
}

const isHeader = value => value === undefined || /^[\x21-\x7e]+$/.test(value);

function query(parameters) {
    const set = Object.entries(parameters ?? {}).filter(([, value]) => value);
    return set.length ? `?${new URLSearchParams(set)}` : '';
}

async function detail(response) {
    try {
        return (await response.json()).detail || `The server answered ${response.status}.`;
    } catch {
        return `The server answered ${response.status}.`;
    }
}

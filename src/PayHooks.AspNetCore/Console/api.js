// Requests to the operations API. Every failure becomes an ApiError with a sentence to show.

import { key } from './session.js';

export class ApiError extends Error {
    constructor(status, detail, signIn) {
        super(detail);
        this.status = status;
        this.signIn = signIn;
    }
}

// The base URL at which the host has mapped PayHooks: its root, or a prefix.
export const root = new URL('../', import.meta.url);

let whenRefused = () => {};

// Registers a callback for when the server requires another key.
export function onKeyRefused(callback) {
    whenRefused = callback;
}

export const get = (path, options) => send('GET', path, options).then(response => response.json());

export const getText = (path, options) => send('GET', path, options).then(response => response.text());

export const getBytes = (path, options) => send('GET', path, options).then(response => response.arrayBuffer());

export const change = (method, path, content) => send(method, path, { content });

// Returns the response itself, for callers that stream it.
export async function send(method, path, { parameters, signal, content } = {}) {
    const headers = { accept: 'application/json, text/event-stream' };
    const secret = key();
    if (secret) {
        headers['x-functions-key'] = secret;
    }

    if (method !== 'GET') {
        headers['x-payhooks'] = '1';
    }

    if (content) {
        headers['content-type'] = 'application/json';
    }

    // A header cannot carry any other character, so the key cannot be valid.
    if (secret && !/^[\x21-\x7e]+$/.test(secret)) {
        return refuse(new ApiError(401, 'A key has only letters, digits and signs of the keyboard.'));
    }

    const response = await answer(new URL(`${path}${query(parameters)}`, root), {
        method, headers, signal, body: content && JSON.stringify(content), cache: 'no-store', redirect: 'error',
    });
    if (response.ok) {
        return response;
    }

    const problem = await response.json().catch(() => null);
    return refuse(new ApiError(response.status, problem?.detail || `The server answered ${response.status}.`, problem?.signIn));
}

function refuse(problem) {
    if (problem.status === 401) {
        whenRefused(problem);
    }

    throw problem;
}

async function answer(url, options) {
    try {
        return await fetch(url, options);
    } catch (error) {
        throw options.signal?.aborted ? error : new ApiError(0, 'The server does not answer. Is it running?');
    }
}

function query(parameters) {
    const set = Object.entries(parameters ?? {}).filter(([, value]) => value);
    return set.length ? `?${new URLSearchParams(set)}` : '';
}


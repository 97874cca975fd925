// Asks for the key if the server requires one, or offers to sign in.

import { get } from './api.js';
import { h } from './dom.js';
import { forget, remember } from './session.js';

// The login page; calls entered with the host description once a key is accepted.
export function create(entered, problem = '', signIn = '') {
    const input = h('input', { id: 'key', type: 'password', autocomplete: 'current-password', required: true, spellcheck: 'false' });
    const message = h('p', { class: 'problem', role: 'alert' }, problem);
    const button = h('button', { type: 'submit', class: 'primary' }, 'Open the console');
    const form = h('form', { class: 'card login', onsubmit: submit },
        h('h1', null, signIn ? 'Sign in' : 'This server asks for a key'),
        // A path of this server only, whatever it has answered.
        signIn.startsWith('/.auth/') && h('p', null, h('a', { href: signIn }, 'Sign in with Microsoft Entra ID'), ', or use the key of machines.'),
        h('p', { class: 'muted' }, 'On your own server it is ', h('code', null, 'PayHooks__AdminKey'), '; on Azure, a function key of the app. It stays in this tab and ends with it.'),
        h('label', { for: 'key' }, 'Key'), input, message, button);
    return { element: form, focus: () => input.focus() };

    async function submit(event) {
        event.preventDefault();
        button.disabled = true;
        message.textContent = '';
        remember(input.value.trim());
        try {
            entered(await get('api/host'));
        } catch (error) {
            forget();
            message.textContent = error.status === 401 ? 'The server refused this key. Check that it is the right one, and all of it.' : error.message;
            input.select();
        } finally {
            button.disabled = false;
        }
    }
}

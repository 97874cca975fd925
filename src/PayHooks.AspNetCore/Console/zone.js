// The time zone of every time on the page: the reader's, or UTC. The choice is kept in the browser.

const name = 'payhooks.zone';
const listeners = [];
let isUtcChosen = localStorage.getItem(name) === 'utc';

export const isUtc = () => isUtcChosen;

export function onChange(callback) {
    listeners.push(callback);
}

export function toggle() {
    isUtcChosen = !isUtcChosen;
    if (isUtcChosen) {
        localStorage.setItem(name, 'utc');
    } else {
        localStorage.removeItem(name);
    }

    listeners.forEach(callback => callback());
}

// "UTC", or the reader's distance from it, such as "UTC+8" or "UTC-3:30".
export function label(now = new Date()) {
    const minutes = isUtcChosen ? 0 : -now.getTimezoneOffset();
    const rest = Math.abs(minutes) % 60;
    const hours = Math.floor(Math.abs(minutes) / 60);
    return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

// The value of a datetime-local input for a time, and back.
export function toInput(time) {
    const at = new Date(time);
    const shift = isUtcChosen ? 0 : at.getTimezoneOffset() * 60_000;
    return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - shift).toISOString().slice(0, 19);
}

export const fromInput = text => (text ? new Date(isUtcChosen ? `${text}Z` : text).toISOString() : '');

// Formats values for display.

import { isUtc } from './zone.js';

const formatsIn = timeZone => ({
    clock: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone }),
    day: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone }),
    dayOfYear: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone }),
});
const local = formatsIn(undefined);
const universal = formatsIn('UTC');
const whole = new Intl.NumberFormat('en');

export const number = value => (value === null || value === undefined ? '–' : whole.format(value));

// A decimal string, such as "1234.50", in the reader's locale with its exact decimals. It is never converted to a floating-point number.
export function money(text) {
    const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
    return new Intl.NumberFormat(undefined, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(text);
}

export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

// A time in the zone of the page, with the date unless it is today.
export const timeText = time => textIn(isUtc() ? universal : local, time);

// The same time in the other zone.
export const otherTime = time => (isUtc() ? `${textIn(local, time)} local time` : utc(time));

function textIn({ clock, day, dayOfYear }, time, now = new Date()) {
    const at = new Date(time);
    if (dayOfYear.format(at) === dayOfYear.format(now)) {
        return clock.format(at);
    }

    return `${(at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at)}, ${clock.format(at)}`;
}

const utc = time => `${new Date(time).toISOString().replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`;

const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

// "12 s ago", "in 4 min".
export function relative(time, now = Date.now()) {
    const seconds = Math.round((new Date(time).getTime() - now) / 1000);
    const distance = Math.abs(seconds);
    if (distance < 1) {
        return 'now';
    }

    const [unit, size] = units.find(([, least]) => distance >= least);
    const text = `${Math.floor(distance / size)} ${unit}`;
    return seconds < 0 ? `${text} ago` : `in ${text}`;
}

export function duration(milliseconds) {
    if (milliseconds === null || milliseconds === undefined) {
        return '–';
    }

    if (milliseconds < 1000) {
        return `${milliseconds < 10 ? Math.round(milliseconds * 10) / 10 : Math.round(milliseconds)} ms`;
    }

    const seconds = milliseconds / 1000;
    if (seconds < 60) {
        return `${Math.round(seconds * 10) / 10} s`;
    }

    return seconds < 3600 ? `${Math.round(seconds / 6) / 10} min` : `${Math.round(seconds / 360) / 10} h`;
}

export function bytes(count) {
    if (count === null || count === undefined) {
        return '–';
    }

    if (count < 1024) {
        return `${count} B`;
    }

    return count < 1048576 ? `${Math.round(count / 102.4) / 10} KiB` : `${Math.round(count / 104857.6) / 10} MiB`;
}

// The start and end of a long text; the middle is the least useful part.
export function shorten(text, length = 18) {
    const characters = [...text];
    if (characters.length <= length) {
        return plain(text);
    }

    const tail = Math.floor((length - 1) / 2);
    return plain(`${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`);
}

// Invisible and bidirectional control characters, shown by their code points.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export const plain = text => String(text).replace(unseen, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

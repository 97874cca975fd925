// Parses JSON without loss: numbers keep their digits, repeated keys are kept, and the order is preserved.
// JSON.parse would turn 12.50 into 12.5 and round 12345678901234567890.

// A node is { kind: 'object', members: [[key, node], …] }, { kind: 'array', items: [node, …] },
// { kind: 'string', value }, or { kind: 'number' | 'literal', text }.
export function parse(text) {
    const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/gsy;
    let now = next();
    const root = value();
    if (now) {
        throw new SyntaxError('More than one value.');
    }

    return root;

    function next() {
        const at = token.lastIndex;
        const match = token.exec(text);
        if (!match && text.slice(at).trim() !== '') {
            throw new SyntaxError(`Not JSON at character ${at}.`);
        }

        return match && { sign: match[1], string: match[2], number: match[3], literal: match[4] };
    }

    function take(sign) {
        if (now?.sign !== sign) {
            throw new SyntaxError(`Expected ${sign}.`);
        }

        now = next();
    }

    function value() {
        const read = now;
        if (read?.sign === '{') {
            return { kind: 'object', members: list('{', '}', member) };
        }

        if (read?.sign === '[') {
            return { kind: 'array', items: list('[', ']', value) };
        }

        now = next();
        return read?.string ? { kind: 'string', value: JSON.parse(read.string) }
            : read?.number ? { kind: 'number', text: read.number }
            : read?.literal ? { kind: 'literal', text: read.literal }
            : fail();
    }

    function member() {
        const key = now?.string ?? fail();
        now = next();
        take(':');
        return [JSON.parse(key), value()];
    }

    function list(open, close, read) {
        const items = [];
        take(open);
        while (now?.sign !== close) {
            items.push(read());
            if (now?.sign !== ',') {
                break;
            }

            take(',');
        }

        take(close);
        return items;
    }

    function fail() {
        throw new SyntaxError('Expected a value.');
    }
}

// Returns the member of an object, or undefined.
export const memberOf = (node, name) => node.members.find(([key]) => key === name)?.[1];

// Returns a node as indented text.
export function print(node, indent = '') {
    const inner = `${indent}  `;
    if (node.kind === 'object') {
        return block('{', '}', node.members.map(([key, value]) => `${JSON.stringify(key)}: ${print(value, inner)}`));
    }

    if (node.kind === 'array') {
        return block('[', ']', node.items.map(item => print(item, inner)));
    }

    return node.kind === 'string' ? JSON.stringify(node.value) : node.text;

    function block(open, close, lines) {
        return lines.length ? `${open}\n${lines.map(line => inner + line).join(',\n')}\n${indent}${close}` : open + close;
    }
}

// A hex dump: offset, hexadecimal, and the printable characters.

const width = 16;

export function hexOf(bytes) {
    const lines = [];
    for (let at = 0; at < bytes.length; at += width) {
        const row = [...bytes.subarray(at, at + width)];
        const hex = row.map(byte => byte.toString(16).padStart(2, '0'));
        const halves = `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`;
        const text = row.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
        lines.push(`${at.toString(16).padStart(6, '0')}  ${halves.padEnd(width * 3, ' ')}  ${text}`);
    }

    return lines.join('\n');
}

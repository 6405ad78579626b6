// A module that may take no more than so much memory: its own, with a limit written into it.

/** The bytes of a module with a limit in pages of 64 KiB; `grown`: pages on top of what it begins with. */
export function limited(module, grown) {
  const number = (at) => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = module[at++];
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80) return [value, at];
    }
  };
  const written = (value) => {
    const out = [];
    for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value & 0x7f) | 0x80);
    return [...out, value];
  };
  for (let at = 8; at < module.length;) {
    const [length, start] = number(at + 1);
    if (module[at] === 5) {
      // One memory, without a limit so far: how many, flags, least.
      const [least] = number(start + 2);
      const section = [1, 1, ...written(least), ...written(least + grown)];
      return Uint8Array.from([...module.subarray(0, at), 5, ...written(section.length), ...section, ...module.subarray(start + length)]);
    }
    at = start + length;
  }
  throw new Error("the module has no memory");
}

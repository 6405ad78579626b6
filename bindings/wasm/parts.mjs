// What a module's code consists of: bytes of functions by crate, from the names that the compiler leaves in it.

/** `{ crate: bytes }` of a module with names. Generic code counts for the crate that wrote it, not the one that uses it. */
export function parts(module) {
  let at = 8;
  const number = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = module[at++];
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return module.toString("utf8", at - length, at);
  };
  const sizes = [];
  const names = new Map();
  let imported = 0;
  while (at < module.length) {
    const kind = module[at++];
    const length = number();
    const end = at + length;
    if (kind === 2) {
      for (let count = number(); count > 0; count--) {
        text();
        text();
        // A compiled module of ours imports functions only, each with its type.
        if (module[at++] !== 0) throw new Error("an import that is no function");
        imported++;
        number();
      }
    }
    if (kind === 10) {
      for (let count = number(); count > 0; count--) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    }
    if (kind === 0 && text() === "name") {
      while (at < end) {
        const inner = module[at++];
        const stop = number() + at;
        if (inner === 1) for (let count = number(); count > 0; count--) names.set(number(), text());
        at = stop;
      }
    }
    at = end;
  }
  const found = {};
  sizes.forEach((size, place) => {
    // The first crate of the mangled path: `C`, a hash, the length of its name, its name.
    const path = /C(?:s[0-9A-Za-z]*_)?([0-9]+)_?([A-Za-z_].*)/.exec(names.get(imported + place) ?? "");
    const crate = path?.[2].slice(0, Number(path[1])) ?? "(no name)";
    found[crate] = (found[crate] ?? 0) + size;
  });
  return found;
}

// Reads the case files of tests/cases: Markdown, line by line. No Node, no browser: texts in, cases out.

const FIELDS = ["why", "tags", "year", "as_of", "variant", "main", "alone"];

/** All cases; `files` maps names (`numbers.md`) to texts. */
export function readCases(files) {
  return Object.keys(files).filter((name) => name.endsWith(".md") && name !== "README.md").sort()
    .flatMap((name) => readFile(name.slice(0, -3), files[name]));
}

const section = (name) => ({ name, fields: {}, rules: "", sources: {}, data: undefined, expect: [] });

function readFile(topic, text) {
  const sections = [section("")];
  let block;
  for (const line of text.split("\n").map((l) => l.replace(/\r$/, ""))) {
    const current = sections.at(-1);
    if (block !== undefined) {
      if (line.trimEnd() === "```") {
        take(current, block.kind, block.body);
        block = undefined;
      } else block.body += `${line}\n`;
      continue;
    }
    if (line.startsWith("```")) block = { kind: line.slice(3).trim(), body: "" };
    else if (line.startsWith("## ")) sections.push(section(line.slice(3).trim()));
    else {
      const field = /^- ([^:]*): (.*)$/.exec(line);
      if (field && FIELDS.includes(field[1])) current.fields[field[1]] = field[2].trim();
    }
  }
  if (block !== undefined) throw new Error(`${topic}: a block is not closed`);
  const [head, ...rest] = sections;
  return rest.map((own) => complete(topic, head, own));
}

function take(section, kind, body) {
  const [word, name] = kind.split(/ (.*)/s);
  if (word === "mile" && !name) section.rules += body;
  else if (word === "mile") section.sources[name.trim()] = body;
  else if (word === "json") section.data = JSON.parse(body);
  else if (word === "expect") section.expect.push(...body.split("\n").map((l) => l.trim()).filter(Boolean));
  else throw new Error(`what is a block of '${word}'?`);
}

function complete(topic, head, own) {
  const fields = { ...head.fields, ...own.fields };
  if (own.expect.length === 0) throw new Error(`${topic}: '${own.name}' expects nothing`);
  if (!fields.why) throw new Error(`${topic}: '${own.name}' does not say where its expectation comes from`);
  return {
    id: `${topic}: ${own.name}`,
    fields,
    tags: (fields.tags ?? "language").split(",").map((t) => t.trim()),
    rules: (fields.alone === "yes" ? "" : head.rules) + own.rules,
    sources: { ...head.sources, ...own.sources },
    data: own.data ?? head.data ?? {},
    expect: own.expect,
  };
}

/** The evaluated years of a case; undefined where it names none. */
export function yearsOf(item) {
  if (item.fields.year === undefined) return undefined;
  const [from, to = from] = item.fields.year.split("..").map(Number);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** What is compiled: name, text, other sources. `packs` maps paths in the repository (`rules/…`) to texts. */
export function textsOf(item, packs = {}) {
  const main = item.fields.main;
  if (main === undefined) return { name: "case.mile", text: item.rules, sources: item.sources };
  if (item.sources[main] !== undefined) return { name: main, text: item.sources[main], sources: item.sources };
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const sources = { ...item.sources };
  for (const [path, text] of Object.entries(packs)) {
    const rest = path.slice(folder.length);
    if (path.startsWith(folder) && rest.endsWith(".mile") && !rest.includes("/")) sources[rest] = text;
  }
  if (packs[main] === undefined) throw new Error(`${item.id}: ${main} is not there`);
  return { name: main, text: packs[main], sources };
}

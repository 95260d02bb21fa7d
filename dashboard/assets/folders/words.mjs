// Sentences with gaps. What fills a gap is kept from turning its neighbours round (Unicode's FSI and PDI).

export function fill(text, gaps = {}) {
  return Object.entries(gaps).reduce((so, [name, value]) => so.replace(`{${name}}`, () => `\u2068${value}\u2069`), text);
}

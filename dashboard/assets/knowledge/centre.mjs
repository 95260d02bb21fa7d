// What the page asks the centre.

const at = ({ language, id }) => `/knowledge/articles/${encodeURIComponent(language)}/${encodeURIComponent(id)}`;

export const articles = () => ask("/knowledge/articles");
export const versions = (key) => ask(at(key));
export const save = (key, said) => ask(at(key), "PUT", said);
export const restore = (key, version) => ask(`${at(key)}/restore`, "POST", { version });
export const changes = (key, version) => ask(`${at(key)}/changes/${version}`);
export const preview = (said) => ask("/knowledge/preview", "POST", said);

async function ask(path, method = "GET", body = undefined) {
  const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
}

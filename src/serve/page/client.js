/** The events of a server's stream: {name, data}. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (waiting + part.value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block), data = /^data: (.*)$/m.exec(block);
      if (name && data) yield { name: name[1], data: JSON.parse(data[1]) };
    }
  }
}

/** What the page asks the server for. Fails with the server's own line. */
class Client {
  token = "";

  async ask(path, body, signal) {
    const headers = { "Content-Type": "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const response = await fetch(path, body === undefined ? { signal, headers }
      : { method: "POST", headers, body: JSON.stringify(body), signal });
    if (!response.ok) throw new Error((await response.json()).error);
    return response;
  }

  async models() {
    return (await this.ask("v1/models")).json();
  }

  async settings() {
    return (await this.ask("frontend/settings")).json();
  }

  async translate(request, signal) {
    return (await this.ask("v1/translate", request, signal)).json();
  }

  /** The same, while grown(line, text) is told how each line grows. */
  async watch(request, signal, grown) {
    const response = await this.ask("v1/translate", { ...request, stream: true }, signal);
    for await (const { name, data } of eventsOf(response.body)) {
      if (name === "text") grown(data.line, data.text);
      if (name === "error") throw new Error(data.error);
      if (name === "answer") return data;
    }
    throw new Error("the server ended the answer early: try again");
  }
}

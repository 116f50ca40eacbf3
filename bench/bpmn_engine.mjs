// A peer in another language: bpmn-engine, its whole state as JSON in a row of SQLite at each step.
// Reads one workload a line ({name, diagram, steps}) and answers with the CPU milliseconds of each step, as JSON.
import { EventEmitter } from "node:events";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { Engine } from "bpmn-engine";

const database = new DatabaseSync(process.argv[2]);
const pragmas = ["journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "wal_autocheckpoint=4000"];
for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
database.exec("CREATE TABLE execution (id INTEGER PRIMARY KEY, state TEXT NOT NULL)");
const insert = database.prepare("INSERT INTO execution (state) VALUES (?)");
const select = database.prepare("SELECT state FROM execution WHERE id = ?");
const update = database.prepare("UPDATE execution SET state = ? WHERE id = ?");

const services = {
  skicka: (scope, done) => done(null, "kvitto"),
  below: (number, limit) => number < limit,
};
const listener = new EventEmitter();
listener.on("activity.end", (activity) => {
  if (activity.type === "bpmn:UserTask") Object.assign(activity.environment.output, activity.content.output);
});

async function start({ name, diagram }) {
  const execution = await new Engine({ name, source: diagram, services }).execute({ listener });
  return insert.run(JSON.stringify(await execution.getState())).lastInsertRowid;
}

async function complete(id, values) {
  const engine = new Engine().recover(JSON.parse(select.get(id).state), { services });
  const execution = await engine.resume({ listener });
  const task = execution.getPostponed().find((activity) => activity.type === "bpmn:UserTask");
  task.signal(values);
  update.run(JSON.stringify(await execution.getState()), id);
  return execution;
}

function used() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

for await (const line of createInterface({ input: process.stdin })) {
  const workload = JSON.parse(line);
  const id = await start(workload);
  const laps = [];
  let execution;
  for (let step = 1; step <= workload.steps; step++) {
    const begun = used();
    execution = await complete(id, { nr: step, anteckning: workload.note });
    laps.push(used() - begun);
  }
  if (execution.state !== "idle" || execution.getPostponed().length > 0) throw new Error(`${workload.name} did not end`);
  process.stdout.write(`${JSON.stringify(laps)}\n`);
}

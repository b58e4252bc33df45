// Reads calendars with ical.js and says what a client would make of them: `node calendar.mjs ICAL FILE…` prints one JSON value.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, ...files] = process.argv.slice(2);
const ICAL = (await import(pathToFileURL(library))).default;
const instant = (time) => time && (time.isDate ? time.toString() : time.toJSDate().toISOString());
const found = {};
for (const file of files) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  found[file] = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component, { strictExceptions: true });
    return [event.uid, instant(event.startDate), component.hasProperty("dtend") ? instant(event.endDate) : null, event.summary];
  });
}
process.stdout.write(JSON.stringify(found));

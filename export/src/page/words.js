// What the page says, in the languages that it speaks. `{0}` stands for what is put there.

const WORDS = {
  en: {
    taught: "Taught with Headstart",
    on: " on {0}",
    classes: "{0} classes",
    nothing: "Nothing leaves this page.",
    tells: "What it tells apart",
    more: "and {0} more",
    fewer: "Show fewer",
    invitation: "Drop pictures here",
    paste: "several at once, or paste one",
    choose: "Choose pictures",
    open: "Use the camera",
    close: "Close the camera",
    keep: "Take a photo",
    photo: "Photo {0}",
    pasted: "Pasted picture",
    prediction: "Prediction",
    results: "Answers",
    clear: "Clear all",
    looking: "Looking…",
    saw: "What it saw of {0}",
    sees: "What the camera sees",
    unknown: "I don't know",
    "unknown.why": "It is like none of the examples. This is what it would say if it had to choose.",
    said: "{0}: {1}",
    model: "Model: {0}",
    licence: "licence of its weights: {0}",
    version: "Headstart {0}",
    "file.empty": "This file is empty.",
    "file.undecodable": "The browser could not open this file as a picture.",
    "no-file": "There was no picture in that. Save it as a file first, and drop the file.",
    "camera.refused": "This page was not allowed to use the camera. Allow it in the browser, and try again.",
    "camera.missing": "There is no camera on this device. Choose pictures instead.",
    "camera.busy": "Another program is using the camera, or it does not answer. Close that program, and try again.",
    "camera.insecure": "This browser lends no camera to a page that was opened like this. Choose pictures instead.",
    "camera.ended": "The camera was disconnected, or the browser took it back.",
    "camera.hidden": "The camera was switched off when this page went out of view.",
    "camera.failed": "The browser could not open the camera ({0}). Choose pictures instead.",
    broken: "This browser cannot run the classifier ({0}). Try a newer one.",
    disturbed: "This browser changes the pixels that pages read, against tracking. What is said here will be wrong.",
  },
  de: {
    taught: "Mit Headstart trainiert",
    on: " am {0}",
    classes: "{0} Klassen",
    nothing: "Nichts verlässt diese Seite.",
    tells: "Was es unterscheidet",
    more: "und {0} weitere",
    fewer: "Weniger zeigen",
    invitation: "Leg Bilder hier ab",
    paste: "mehrere auf einmal, oder füge eins ein",
    choose: "Bilder auswählen",
    open: "Mit der Kamera",
    close: "Kamera schließen",
    keep: "Foto machen",
    photo: "Foto {0}",
    pasted: "Eingefügtes Bild",
    prediction: "Vorhersage",
    results: "Antworten",
    clear: "Alle entfernen",
    looking: "Wird angesehen …",
    saw: "Was es von {0} gesehen hat",
    sees: "Was die Kamera sieht",
    unknown: "Das weiß ich nicht",
    "unknown.why": "Es gleicht keinem der Beispiele. Das würde es sagen, wenn es sich entscheiden müsste.",
    said: "{0}: {1}",
    model: "Modell: {0}",
    licence: "Lizenz der Gewichte: {0}",
    version: "Headstart {0}",
    "file.empty": "Diese Datei ist leer.",
    "file.undecodable": "Der Browser konnte diese Datei nicht als Bild öffnen.",
    "no-file": "Darin war kein Bild. Speichere es zuerst als Datei und leg die Datei hier ab.",
    "camera.refused": "Diese Seite durfte die Kamera nicht benutzen. Erlaube es im Browser und versuch es noch einmal.",
    "camera.missing": "An diesem Gerät gibt es keine Kamera. Wähl stattdessen Bilder aus.",
    "camera.busy": "Ein anderes Programm benutzt die Kamera, oder sie antwortet nicht. Schließ es und versuch es noch einmal.",
    "camera.insecure": "Dieser Browser leiht einer so geöffneten Seite keine Kamera. Wähl stattdessen Bilder aus.",
    "camera.ended": "Die Kamera wurde getrennt, oder der Browser hat sie zurückgenommen.",
    "camera.hidden": "Die Kamera wurde ausgeschaltet, als die Seite nicht mehr zu sehen war.",
    "camera.failed": "Der Browser konnte die Kamera nicht öffnen ({0}). Wähl stattdessen Bilder aus.",
    broken: "Dieser Browser kann den Klassifikator nicht ausführen ({0}). Versuch es mit einem neueren.",
    disturbed: "Dieser Browser verändert zum Schutz vor Verfolgung die Pixel, die Seiten lesen. Was hier steht, wird falsch sein.",
  },
};

/** The language of the browser, where the page speaks it. */
const LANGUAGE = navigator.language.toLowerCase().startsWith("de") ? "de" : "en";

/** What the page says under this name. */
function say(name, ...values) {
  return WORDS[LANGUAGE][name].replace(/\{(\d)\}/g, (_, at) => values[at]);
}

const PERCENT = new Intl.NumberFormat(LANGUAGE, { style: "percent" });

/** A day, `2026-12-31`, as it is written here; anything else as it is. */
function day(date) {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "UTC" }).format(at);
}

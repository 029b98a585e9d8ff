// What the page says, in each of its languages.

export const words = {
  en: {
    title: "Does anything leave this page?",
    back: "To the studio",
    lead: "Headstart computes in your browser. Here you can have this page try every way out that a page has, with an address of your choice. Nothing of yours is sent: only the name of the way.",
    host: "Address to try",
    hint: "This one does not exist. With a server of your own you can watch what arrives.",
    try: "Try to leak",
    trying: "Trying…",
    outcome: "{0} of {1} open",
    ways: "Ways out",
    way: "Way",
    from: "From",
    came: "What came of it",
    page: "the page",
    worker: "a worker",
    window: "another window",
    open: "open: it arrived",
    "open-unseen": "open: nothing stops it",
    policy: "stopped by the content security policy ({0})",
    list: "stopped by the list of connections",
    covered: "covered by the content security policy; this browser does not report it",
    obeys: "This browser obeys both: the content security policy and the list of connections.",
    "obeys-policy":
      "This browser does not know the list of connections. The content security policy stops what loads or sends; links, new windows, WebRTC and early connections are beyond it. No code of this site uses these to send anything, but the browser would not stop it.",
    "obeys-none":
      "This host sends no policy, so the browser stops nothing. Load the page again: from the second time on the page adds the policy itself, where the browser has service workers.",
    workers: "The workers of this site",
    "workers-lead": "Each has a policy of its own, which came with its script.",
    same: "sealed like the page",
    other: "not sealed",
    limits: "What this cannot show",
    "limit-inside":
      "The list of connections stops ways without a word to the page. Where this page says that it did, it has seen that the browser obeys such lists, and that this page has one.",
    "limit-models":
      "Two small scripts may reach other hosts. One fetches the models on offer, from exactly the addresses that its list names. One fetches weights from an address that you have typed; only then it is started, and it is told this address and nothing else. Code that was tampered with could start it too.",
    "limit-links": "Links of the tutorial lead through a page of their own, which may open exactly what the texts link to.",
    "limit-host":
      "Whoever runs this host could serve other code, or take the policy away. What is here is shown for the code that you have now.",
    "limit-browser": "Extensions, the browser itself and the system are beyond any page.",
  },
  de: {
    title: "Verlässt etwas diese Seite?",
    back: "Zum Studio",
    lead: "Headstart rechnet in deinem Browser. Hier kannst du die Seite jeden Weg nach draußen versuchen lassen, den eine Seite hat, mit einer Adresse deiner Wahl. Von dir wird nichts gesendet: nur der Name des Weges.",
    host: "Adresse für den Versuch",
    hint: "Diese gibt es nicht. Mit einem eigenen Server kannst du zusehen, was ankommt.",
    try: "Versuchen",
    trying: "Wird versucht…",
    outcome: "{0} von {1} offen",
    ways: "Wege nach draußen",
    way: "Weg",
    from: "Von",
    came: "Was daraus wurde",
    page: "Seite",
    worker: "Worker",
    window: "anderes Fenster",
    open: "offen: es kam an",
    "open-unseen": "offen: nichts hält es auf",
    policy: "aufgehalten von der Content Security Policy ({0})",
    list: "aufgehalten von der Liste der Verbindungen",
    covered: "von der Content Security Policy erfasst; dieser Browser meldet es nicht",
    obeys: "Dieser Browser befolgt beides: die Content Security Policy und die Liste der Verbindungen.",
    "obeys-policy":
      "Dieser Browser kennt die Liste der Verbindungen nicht. Die Content Security Policy hält auf, was lädt oder sendet; Links, neue Fenster, WebRTC und frühe Verbindungen erfasst sie nicht. Kein Code dieser Seite sendet damit etwas, aber der Browser hielte es nicht auf.",
    "obeys-none":
      "Dieser Server schickt keine Policy mit, also hält der Browser nichts auf. Lade die Seite noch einmal: Vom zweiten Mal an fügt die Seite sie selbst hinzu, wo der Browser Service Worker hat.",
    workers: "Die Worker dieser Seite",
    "workers-lead": "Jeder hat eine eigene Policy, die mit seinem Skript kam.",
    same: "verschlossen wie die Seite",
    other: "nicht verschlossen",
    limits: "Was das nicht zeigen kann",
    "limit-inside":
      "Die Liste der Verbindungen hält Wege auf, ohne es der Seite zu sagen. Wo diese Seite es behauptet, hat sie gesehen, dass der Browser solche Listen befolgt und dass sie selbst eine hat.",
    "limit-models":
      "Zwei kleine Skripte dürfen andere Server erreichen. Eines holt die angebotenen Modelle, von genau den Adressen in seiner Liste. Eines holt Gewichte von einer Adresse, die du eingetippt hast; nur dann wird es gestartet, und es erfährt diese Adresse und sonst nichts. Manipulierter Code könnte es auch starten.",
    "limit-links": "Links des Kurses führen über eine eigene Seite, die genau das öffnen darf, worauf die Texte verweisen.",
    "limit-host":
      "Wer diesen Server betreibt, könnte anderen Code ausliefern oder die Policy weglassen. Was hier steht, gilt für den Code, den du jetzt hast.",
    "limit-browser": "Erweiterungen, der Browser selbst und das System liegen außerhalb jeder Seite.",
  },
};

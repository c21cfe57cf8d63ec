/* Meldungen für die Anzeige am Gerät.  Die Zeichen sind die des Displays: ISO 8859-1. */

const char *const messages[] = {
    "Puffer voll, älteste Daten gehen verloren",
    "Prüfsumme stimmt nicht",
    "Übertragung läuft",
    "Gerät nicht bereit, bitte später versuchen",
};

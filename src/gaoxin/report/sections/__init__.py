"""The parts of reports, a module each: from the material to headings, sentences, tables and charts."""

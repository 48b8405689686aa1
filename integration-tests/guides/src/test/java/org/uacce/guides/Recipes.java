package org.uacce.guides;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** What is to be copied from the pages, read as strictly as the programs that it is for. */
final class Recipes {
  private Recipes() {}

  /** A file of examples/deploy. */
  static String file(String name) throws IOException {
    return Files.readString(Page.ROOT.resolve("examples/deploy").resolve(name));
  }

  /** The documents of a text; a key that stands twice is an error. */
  static List<JsonNode> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(options).loadAll(text)) {
      documents.add(new ObjectMapper().valueToTree(document));
    }
    return documents;
  }

  static JsonNode json(String text) throws IOException {
    return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
  }

  /** The name of the root element. */
  static String xml(String text) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement()
          .getTagName();
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(e);
    }
  }

  /** As Spark reads its defaults; a key that stands twice is an error. */
  static Properties properties(String text) throws IOException {
    Properties settings = new Properties();
    settings.load(new StringReader(text));
    long lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).count();
    if (settings.size() != lines) {
      throw new IOException("a key stands twice: keys=" + settings.size() + " lines=" + lines);
    }
    return settings;
  }
}

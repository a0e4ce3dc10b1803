/** The words of the format `circle`, as the server sends them to who runs the meeting. */

/** @import { Cards, Language } from "../types.d.ts" */

/** @type {Record<Language, Cards>} */
export const CARDS = {
  en: {
    format: "circle", title: "Talking circle",
    about: "Everyone in turn answers a question from their own life, and nobody comments.",
    phases: [
      {
        id: "opening", title: "Opening", minutes: 5,
        prompts: [],
        script: [
          "Tap Speak. Welcome everyone and say what this meeting is for: to listen and to be heard.",
          "Say how it works: one person speaks, the others listen, and anyone may pass without a reason.",
          "Then leave a few breaths of quiet.",
        ].join("\n"),
        sentences: ["Welcome. It is good that you are here.", "You need not say anything. Listening is taking part."],
      },
      {
        id: "agreement", title: "Our agreement", minutes: 3,
        prompts: [],
        script: [
          "Read the agreement aloud: what is said here stays here, no advice unless somebody asks, everyone may pass.",
          "Ask whether something should be added for today.",
          "Thank them for agreeing.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "check_in", title: "Check-in", minutes: 14,
        prompts: ["How do you come here today?"],
        script: [
          "Say the question, then press Next. You answer first, in a few words, so that others hear how short it may be.",
          "After that each person is offered the turn.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "rounds", title: "Rounds of questions", minutes: 55,
        prompts: [
          "What helped you stay steady this week?",
          "What was hard, and who or what stood by you?",
          "What is one small step for the coming days?",
        ],
        script: [
          "Say the question, answer it first yourself, then let the turn go round. Thank each person, and add nothing.",
          "When everyone was heard, press Next for another question. If time is short, one round is enough.",
        ].join("\n"),
        sentences: ["Thank you for sharing.", "Let us keep to listening now, without answers."],
      },
      {
        id: "closing_round", title: "Closing round", minutes: 10,
        prompts: ["What do you take with you from this meeting?"],
        script: [
          "Say the question and answer it in one sentence. Let the turn go round once more.",
          "One word is enough, and passing is fine.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "closing", title: "Closing", minutes: 3,
        prompts: [],
        script: [
          "Thank everyone for listening and for sharing. Remind them that what was said here stays here.",
          "Say when the next meeting is, and that anyone who feels heavy may ask you for a talk.",
          "Then end the meeting.",
        ].join("\n"),
        sentences: [],
      },
    ],
  },
  hi: {
    format: "circle", title: "मन की बात",
    about: "बारी-बारी से सबका जवाब, अपने जीवन से, एक ही सवाल पर, और बिना किसी टिप्पणी के।",
    phases: [
      {
        id: "opening", title: "शुरुआत", minutes: 5,
        prompts: [],
        script: [
          "“बोलें” दबाइए। सबका स्वागत कीजिए और बताइए कि हम यहाँ किसलिए हैं: सुनने के लिए, और सुने जाने के लिए।",
          "तरीका बताइए: एक व्यक्ति बोले, बाकी सब सुनें। बिना वजह बताए बारी छोड़ना भी ठीक है।",
          "फिर कुछ साँसों तक शांति रहने दीजिए।",
        ].join("\n"),
        sentences: ["आपका स्वागत है। अच्छा हुआ कि आप यहाँ हैं।", "कुछ कहना ज़रूरी नहीं। सुनना भी साथ देना है।"],
      },
      {
        id: "agreement", title: "हमारी सहमति", minutes: 3,
        prompts: [],
        script: [
          "सहमति पढ़कर सुनाइए: यहाँ की बात यहीं रहती है, बिना माँगे सलाह नहीं, बारी छोड़ना भी ठीक है।",
          "पूछिए कि आज के लिए कुछ और जोड़ना है क्या।",
          "सहमति के लिए सबको धन्यवाद दीजिए।",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "check_in", title: "आज का हाल", minutes: 14,
        prompts: ["आज यहाँ आते हुए आपका मन कैसा है?"],
        script: [
          "सवाल सुनाइए, फिर “आगे” दबाइए। पहले आप थोड़े शब्दों में जवाब दीजिए, ताकि सब जानें कि छोटा जवाब भी ठीक है।",
          "उसके बाद बारी-बारी से सबको मौका मिलेगा।",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "rounds", title: "सवालों के दौर", minutes: 55,
        prompts: [
          "इस हफ़्ते आपको सँभले रहने में किस बात से मदद मिली?",
          "क्या मुश्किल लगा, और किसने या किस बात ने साथ दिया?",
          "आने वाले दिनों के लिए एक छोटा कदम क्या होगा?",
        ],
        script: [
          "सवाल सुनाइए, पहले ख़ुद जवाब दीजिए, फिर बारी आगे बढ़ने दीजिए। हर एक को धन्यवाद कहिए, और कुछ मत जोड़िए।",
          "जब सबकी बात हो जाए, तो अगले सवाल के लिए “आगे” दबाइए। समय कम हो तो एक ही दौर काफ़ी है।",
        ].join("\n"),
        sentences: ["अपनी बात कहने के लिए धन्यवाद।", "अभी हम सिर्फ़ सुनें, जवाब न दें।"],
      },
      {
        id: "closing_round", title: "समापन का दौर", minutes: 10,
        prompts: ["इस मीटिंग से आपके साथ क्या जाएगा?"],
        script: [
          "सवाल सुनाइए और एक वाक्य में ख़ुद जवाब दीजिए। बारी को एक बार और सबके पास जाने दीजिए।",
          "एक शब्द भी काफ़ी है, और बारी छोड़ना भी ठीक है।",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "closing", title: "समापन", minutes: 3,
        prompts: [],
        script: [
          "सुनने और अपनी बात कहने के लिए सबको धन्यवाद दीजिए। याद दिलाइए कि यहाँ की बात यहीं रहती है।",
          "अगली मीटिंग कब है, यह बताइए। यह भी कि जिनका मन भारी हो, वे आपसे बात करें।",
          "फिर मीटिंग ख़त्म कीजिए।",
        ].join("\n"),
        sentences: [],
      },
    ],
  },
  mr: {
    format: "circle", title: "मनातल्या गोष्टी",
    about: "सगळे पाळीपाळीने स्वतःच्या आयुष्यातून एका प्रश्नाचे उत्तर देतात, आणि कोणी त्यावर बोलत नाही.",
    phases: [
      {
        id: "opening", title: "सुरुवात", minutes: 5,
        prompts: [],
        script: [
          "“बोला” दाबा. सर्वांचे स्वागत करा आणि आपण इथे कशासाठी आहोत ते सांगा: ऐकण्यासाठी आणि ऐकले जाण्यासाठी.",
          "पद्धत सांगा: एक जण बोलतो, बाकीचे ऐकतात. कोणीही कारण न सांगता पाळी सोडू शकते.",
          "मग काही श्वास शांतता ठेवा.",
        ].join("\n"),
        sentences: ["तुमचे स्वागत आहे. तुम्ही इथे आहात हे बरे वाटते.", "काही बोललेच पाहिजे असे नाही. ऐकणे हाही सहभाग आहे."],
      },
      {
        id: "agreement", title: "आपला करार", minutes: 3,
        prompts: [],
        script: [
          "करार वाचून दाखवा: इथले बोलणे इथेच राहते, मागितल्याशिवाय सल्ला नाही, कोणीही पाळी सोडू शकते.",
          "आजसाठी आणखी काही जोडायचे आहे का ते विचारा.",
          "मान्य केल्याबद्दल सर्वांचे आभार माना.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "check_in", title: "आज कसे आहात", minutes: 14,
        prompts: ["आज इथे येताना तुमची मनःस्थिती कशी आहे?"],
        script: [
          "प्रश्न सांगा, मग “पुढे” दाबा. आधी तुम्ही थोडक्यात उत्तर द्या, म्हणजे छोटे उत्तरही चालते हे सर्वांना कळेल.",
          "त्यानंतर एकेकाला पाळी मिळेल.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "rounds", title: "प्रश्नांच्या फेऱ्या", minutes: 55,
        prompts: [
          "या आठवड्यात तुम्हाला सावरून राहायला कशाची मदत झाली?",
          "काय अवघड गेले, आणि कोणाची किंवा कशाची साथ मिळाली?",
          "येणाऱ्या दिवसांसाठी एक छोटे पाऊल कोणते?",
        ],
        script: [
          "प्रश्न सांगा, आधी स्वतः उत्तर द्या, मग पाळी पुढे जाऊ द्या. प्रत्येकाचे आभार माना, आणखी काही जोडू नका.",
          "सर्वांचे बोलून झाले की पुढच्या प्रश्नासाठी “पुढे” दाबा. वेळ कमी असेल तर एकच फेरी पुरे.",
        ].join("\n"),
        sentences: ["मनातले सांगितल्याबद्दल धन्यवाद.", "आत्ता आपण फक्त ऐकूया, उत्तर नको."],
      },
      {
        id: "closing_round", title: "शेवटची फेरी", minutes: 10,
        prompts: ["या मीटिंगमधून तुम्ही सोबत काय घेऊन जात आहात?"],
        script: [
          "प्रश्न सांगा आणि एका वाक्यात स्वतः उत्तर द्या. पाळी पुन्हा एकदा सर्वांकडे जाऊ द्या.",
          "एक शब्दही पुरे, आणि पाळी सोडली तरी चालते.",
        ].join("\n"),
        sentences: [],
      },
      {
        id: "closing", title: "समारोप", minutes: 3,
        prompts: [],
        script: [
          "ऐकल्याबद्दल आणि बोलल्याबद्दल सर्वांचे आभार माना. इथले बोलणे इथेच राहते याची आठवण द्या.",
          "पुढची मीटिंग कधी आहे ते सांगा. ज्यांचे मन जड झाले असेल ते तुमच्याशी बोलू शकतात, हेही सांगा.",
          "मग मीटिंग संपवा.",
        ].join("\n"),
        sentences: [],
      },
    ],
  },
};

namespace LanguageModeling.Tokenizers;

/// <summary>Which script each character belongs to (Unicode 17.0). Written by a program, from the script property of JavaScript's regular expressions.</summary>
internal static class UnicodeScriptData
{
    /// <summary>Names of the scripts, in the order of their numbers.</summary>
    public const string Names =
        "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo " +
        "Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common " +
        "Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs " +
        "Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul " +
        "Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian " +
        "Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha " +
        "Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi " +
        "Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar " +
        "Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian " +
        "Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage " +
        "Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra " +
        "Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa " +
        "Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai " +
        "Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square";

    /// <summary>Ranges in order: characters skipped, length less 1 and number of the script, in base 36.</summary>
    public const string Ranges =
        "0,1s,o;0,p,1y;0,5,o;0,p,1y;0,1a,o;0,0,1y;0,e,o;0,0,1y;0,4,o;0,m,1y;0,0,o;0,u,1y;0,0,o;0,cg,1y;0,12,o;0,4,1y;0,4,o;0,1,c;" +
        "0,j,o;0,33,1j;0,3,17;0,0,o;0,2,17;2,3,17;0,0,o;0,0,17;4,0,17;0,0,o;0,0,17;0,0,o;0,2,17;1,0,17;1,j,17;1,1q,17;0,d,p;0,f,1" +
        "7;0,3o,t;0,1,1j;0,4o,t;1,11,4;2,1d,4;2,2,4;1,1i,1g;8,q,1g;4,5,1g;b,4,3;0,0,o;0,5,3;0,0,o;0,d,3;0,0,o;0,2,3;0,0,o;0,v,3;0" +
        ",0,o;0,9,3;0,a,1j;0,p,3;0,0,1j;0,2z,3;0,0,o;0,x,3;0,d,3u;1,1n,3u;2,2,3u;0,1b,3;0,1d,45;e,1m,2t;2,2,2t;0,19,3i;2,e,3i;1,r" +
        ",29;2,0,29;1,a,3u;5,x,3;5,22,3;0,0,o;0,s,3;0,28,v;0,3,1j;0,e,v;0,1,o;0,p,v;0,3,a;1,7,a;2,1,a;2,l,a;1,6,a;1,0,a;3,3,a;2,8" +
        ",a;2,1,a;2,3,a;8,0,a;4,1,a;1,4,a;2,o,a;2,2,1a;1,5,1a;4,1,1a;2,l,1a;1,6,1a;1,1,1a;1,1,1a;1,1,1a;2,0,1a;1,4,1a;4,1,1a;2,2," +
        "1a;3,0,1a;7,3,1a;1,0,1a;7,g,1a;a,2,18;1,8,18;1,2,18;1,l,18;1,6,18;1,1,18;1,4,18;2,9,18;1,2,18;1,2,18;2,0,18;f,3,18;2,b,1" +
        "8;7,6,18;1,2,37;1,7,37;2,1,37;2,l,37;1,6,37;1,1,37;1,4,37;2,8,37;2,1,37;2,2,37;7,2,37;4,1,37;1,4,37;2,h,37;a,1,41;1,5,41" +
        ";3,2,41;1,3,41;3,1,41;1,0,41;1,1,41;3,1,41;3,2,41;3,b,41;4,4,41;3,2,41;1,3,41;2,0,41;6,0,41;e,k,41;5,c,44;1,2,44;1,m,44;" +
        "1,f,44;2,8,44;1,2,44;1,3,44;7,1,44;1,2,44;1,1,44;2,3,44;2,9,44;7,8,44;0,c,1o;1,2,1o;1,m,1o;1,9,1o;1,4,1o;2,8,1o;1,2,1o;1" +
        ",3,1o;7,1,1o;5,2,1o;1,3,1o;2,9,1o;1,2,1o;c,c,28;1,2,28;1,1e,28;1,2,28;1,5,28;4,f,28;2,p,28;1,2,3o;1,h,3o;3,n,3o;1,8,3o;1" +
        ",0,3o;2,6,3o;3,0,3o;4,5,3o;1,0,3o;1,7,3o;6,9,3o;2,2,3o;c,1l,46;4,0,o;0,r,46;11,1,1x;1,0,1x;1,4,1x;1,n,1x;1,0,1x;1,m,1x;2" +
        ",4,1x;1,0,1x;1,6,1x;1,9,1x;2,3,1x;w,1z,47;1,z,47;4,12,47;1,z,47;1,e,47;1,6,47;0,3,o;0,1,47;11,4f,2n;0,11,13;1,0,13;5,0,1" +
        "3;2,16,13;0,0,o;0,3,13;0,73,1c;0,20,12;1,3,12;2,6,12;1,0,12;1,3,12;2,14,12;1,3,12;2,w,12;1,3,12;2,6,12;1,0,12;1,3,12;2,e" +
        ",12;1,1k,12;1,3,12;2,1u,12;2,v,12;3,p,12;6,2d,m;2,5,m;2,hr,h;0,s,2w;3,22,3h;0,2,o;0,a,3h;7,l,3v;9,0,3v;0,k,1e;0,1,o;9,j," +
        "g;c,c,3w;1,2,3w;1,1,3w;c,2l,1u;2,9,1u;6,9,1u;6,1,2k;0,1,o;0,0,2k;0,0,o;0,j,2k;6,2g,2k;7,16,2k;5,1x,h;a,u,20;1,b,20;4,b,2" +
        "0;4,0,20;3,b,20;0,t,3x;2,4,3x;b,17,2r;4,p,2r;6,a,2r;3,1,2r;0,v,1u;0,r,f;2,1,f;0,1q,3y;1,s,3y;2,a,3y;6,9,3y;6,d,3y;2,19,1" +
        "j;2,b,1j;k,24,6;1,1d,6;0,1r,3s;0,1f,9;8,3,9;0,1j,1z;3,e,1z;3,2,1z;0,1b,2x;0,a,t;5,16,13;2,2,13;0,7,3s;8,2,1j;0,0,o;0,c,1" +
        "j;0,0,o;0,6,1j;0,3,o;0,0,1j;0,5,o;0,0,1j;0,2,o;0,1,1j;0,0,o;5,11,1y;0,4,17;0,0,t;0,1c,1y;0,4,17;0,3,1y;0,4,17;0,c,1y;0,0" +
        ",t;0,1x,1y;0,0,17;0,1r,1j;0,73,1y;0,l,17;2,5,17;2,11,17;2,5,17;2,7,17;1,0,17;1,0,17;1,0,17;1,u,17;2,1g,17;1,e,17;1,d,17;" +
        "2,5,17;1,i,17;2,2,17;1,8,17;1,b,o;0,1,1j;0,2e,o;1,a,o;0,0,1y;2,a,o;0,0,1y;0,e,o;1,c,1y;3,x,o;e,w,1j;f,11,o;0,0,17;0,2,o;" +
        "0,1,1y;0,5,o;0,0,1y;0,q,o;0,0,1y;0,g,o;0,14,1y;0,2,o;4,ih,o;m,a,o;l,pr,o;0,73,e;0,hf,o;2,3t,o;0,2n,14;0,v,1y;0,37,p;5,6," +
        "p;0,11,13;1,0,13;5,0,13;2,1j,48;7,1,48;e,0,48;0,m,12;9,6,12;1,6,12;1,6,12;1,6,12;1,6,12;1,6,12;1,6,12;1,6,12;1,v,t;0,2l," +
        "o;y,p,1b;1,2g,1b;c,5x,1b;q,k,o;0,0,1b;0,0,o;0,0,1b;0,o,o;0,8,1b;0,3,1j;0,1,1c;0,7,o;0,3,1b;0,3,o;1,2d,1h;2,1,1j;0,1,o;0," +
        "2,1h;0,0,o;0,2h,1p;0,1,o;0,2,1p;5,16,c;1,2l,1c;1,f,o;0,v,c;0,11,o;9,0,o;0,f,1p;0,u,1c;1,1r,o;0,u,1c;0,28,o;0,1a,1p;0,0,o" +
        ";0,2f,1p;0,4n,o;0,533,1b;0,1r,o;0,g73,1b;0,wc,4h;3,1i,4h;9,1b,23;0,8b,4c;k,2n,t;0,2f,7;8,x,o;0,2t,1y;0,2,o;0,29,1y;k,e,1" +
        "y;0,18,3t;3,9,o;6,1j,3d;8,1x,3j;8,b,3j;6,v,v;0,19,1r;0,0,o;0,0,1r;0,z,3g;b,0,3g;0,s,1c;3,25,1m;1,0,o;0,9,1m;4,1,1m;0,u,2" +
        "n;1,1i,l;9,d,l;2,9,l;2,3,l;0,v,2n;0,1u,3z;o,4,3z;0,m,2e;a,5,12;2,5,12;2,5,12;9,6,12;1,6,12;1,16,1y;0,0,o;0,8,1y;0,0,17;0" +
        ",3,1y;0,1,o;4,27,m;0,19,2e;2,9,2e;6,8mb,1c;c,m,1c;4,1c,1c;6is,a5,1b;2,2x,1b;12,6,1y;c,4,4;5,p,1g;1,4,1g;1,0,1g;1,1,1g;1," +
        "1,1g;1,9,1g;0,dp,3;0,1,o;0,3z,3;w,f,3;0,f,1j;0,9,o;6,d,1j;0,1,t;0,y,o;1,i,o;1,3,o;4,4,3;1,3q,3;2,0,o;1,v,o;0,p,1y;0,5,o;" +
        "0,p,1y;0,a,o;0,9,1p;0,0,o;0,18,1p;0,1,o;0,u,1c;3,5,1c;2,5,1c;2,5,1c;2,2,1c;3,6,o;1,6,o;a,4,o;2,b,22;1,p,22;1,i,22;1,1,22" +
        ";1,e,22;2,d,22;y,3e,22;5,2,o;4,18,o;3,8,o;0,26,17;1,c,o;3,0,17;1b,18,o;0,0,1j;3m,s,24;3,1c,i;f,0,1j;0,q,o;4,z,2z;9,2,2z;" +
        "0,q,15;5,16,31;5,t,4b;1,0,4b;0,z,32;4,d,32;16,27,u;0,1b,3l;0,t,39;2,9,39;6,z,38;4,z,38;4,13,10;8,1f,j;b,0,j;0,a,4d;1,e,4" +
        "d;1,6,4d;1,1,4d;1,a,4d;1,e,4d;1,6,4d;1,1,4d;1v,8m,21;9,l,21;a,7,21;o,5,1y;1,15,1y;1,8,1y;1x,5,r;2,0,r;1,17,r;1,1,r;3,0,r" +
        ";2,0,r;0,l,1i;1,8,1i;0,v,3b;0,u,2o;8,8,2o;1c,i,1f;1,1,1f;5,4,1f;0,r,3e;3,0,3e;0,p,25;5,0,25;1s,v,2h;0,n,2g;4,j,2g;2,19,2" +
        "g;0,3,1s;1,1,1s;5,7,1s;1,2,1s;1,s,1s;2,2,1s;4,9,1s;7,8,1s;7,v,34;0,v,30;w,12,2a;4,b,2a;9,1h,5;3,6,5;0,l,1l;2,7,1l;0,i,1k" +
        ";5,7,1k;0,h,3f;7,3,3f;c,6,3f;28,20,35;1j,1e,2y;d,1e,2y;7,5,2y;0,13,1d;8,9,1d;86,u,3;1,15,4g;1,2,4g;2,1,4g;g,5,3;8,8,3;x," +
        "5,3;0,13,33;8,15,3p;m,p,36;12,r,n;k,m,11;9,25,d;4,z,d;9,0,d;0,1u,1n;a,0,1n;2,o,3q;7,9,3q;6,1g,k;1,h,k;8,12,26;9,2n,3k;1," +
        "j,3o;b,h,1v;1,1a,1v;1q,6,2m;1,0,2m;1,3,2m;1,e,2m;1,a,2m;6,1m,1w;5,9,1w;6,3,16;1,7,16;2,1,16;2,l,16;1,6,16;1,1,16;1,4,16;" +
        "1,0,1j;0,8,16;2,1,16;2,2,16;2,0,16;6,0,16;5,6,16;2,6,16;3,4,16;3v,2j,2s;1,4,2s;u,1z,49;8,9,49;4m,1h,3m;2,11,3m;y,1w,2j;b" +
        ",9,2j;6,c,2k;j,1l,40;6,9,40;6,j,2n;s,q,1;2,e,1;4,m,1;55,1n,x;2s,2a,4f;c,0,4f;0,6,w;2,0,w;2,7,w;1,1,w;1,t,w;1,1,w;2,b,w;9" +
        ",9,w;1y,7,2q;2,19,2q;2,a,2q;r,1z,4i;8,2a,3r;d,f,h;0,1k,3c;7,9,v;2e,7,3k;48,8,b;1,18,b;1,d,b;a,s,b;3,v,2b;2,l,2b;1,d,2b;2" +
        "1,6,2c;1,1,2c;1,17,2c;3,0,2c;1,1,2c;1,8,2c;8,9,2c;6,5,19;1,1,19;1,10,19;1,1,19;1,5,19;7,9,19;8m,o,27;7,g,1q;1,14,1q;3,s," +
        "1q;2d,0,23;f,1d,41;d,0,41;0,pl,q;2u,32,q;1,4,q;b,5f,q;218,2q,s;d,ut,z;a,32y,z;5,g6,2;6nt,fs,7;7,u,2l;1,9,2l;4,1,2l;0,26," +
        "42;1,9,42;6,t,8;2,5,8;a,1x,3a;a,9,3a;1,6,3a;1,k,3a;5,i,3a;j4,2i,2d;2t,22,2i;4,1k,2i;7,g,2i;1s,0,43;0,0,2u;0,1,1b;0,0,1t;" +
        "b,6,1b;9,5bz,43;0,d1,1t;15,0,1t;0,u,43;2p,36,43;6pp,3,1p;1,6,1p;1,1,1p;1,0,1p;0,7y,1h;0,2,1p;f,0,1h;t,2,1h;2,0,1p;e,3,1p" +
        ";8,az,2u;1s4,2y,y;5,c,y;3,8,y;7,9,y;2,3,y;0,3,o;318,70,o;3,c3,o;6,m,o;f,g,o;f,19,1j;2,m,1j;9,37,o;1o,6t,o;a,12,o;2,1p,o;" +
        "0,2,1j;0,g,o;0,7,1j;0,1,o;0,6,1j;0,t,o;0,3,1j;0,1o,o;l,1x,17;3e,j,o;c,j,o;c,2e,o;9,o,o;3r,2c,o;1,1y,o;1,1,o;2,0,o;2,1,o;" +
        "2,3,o;1,b,o;1,0,o;1,6,o;1,1s,o;1,3,o;2,7,o;1,6,o;1,r,o;1,3,o;1,4,o;1,0,o;3,6,o;1,9f,o;2,83,o;2,1d,o;0,i3,3n;f,4,3n;1,e,3" +
        "n;uo,u,1y;6,5,1y;5x,6,14;1,g,14;2,6,14;1,1,14;1,4,14;5,1p,t;x,0,t;34,18,2v;3,d,2v;2,9,2v;4,1,2v;8w,u,4a;h,1l,4e;5,0,4e;c" +
        "w,15,2p;km,6,12;1,3,12;1,1,12;1,e,12;1,5g,2f;2,f,2f;15,23,0;4,9,0;4,1,0;lt,1v,o;24,1o,o;5e,3,3;1,q,3;1,1,3;1,0,3;2,0,3;1" +
        ",9,3;1,3,3;1,0,3;1,0,3;6,0,3;4,0,3;1,0,3;1,0,3;1,2,3;1,1,3;1,0,3;2,0,3;1,0,3;1,0,3;1,0,3;1,0,3;1,1,3;1,0,3;2,3,3;1,6,3;1" +
        ",3,3;1,3,3;1,0,3;1,9,3;1,g,3;5,2,3;1,4,3;1,g,3;1g,1,3;7i,17,o;4,2r,o;c,e,o;2,e,o;1,e,o;1,10,o;a,4t,o;1k,p,o;0,0,1h;0,1,o" +
        ";d,17,o;4,8,o;7,1,o;e,5,o;4a,rc,o;3,g,o;3,c,o;3,61,o;6,b,o;4,0,o;f,b,o;4,1j,o;8,9,o;6,13,o;8,t,o;2,b,o;4,1,o;e,8,o;13,9j" +
        ",o;8,d,o;2,c,o;3,a,o;3,1k,o;1,0,o;4,f,o;2,b,o;4,9,o;7,42,o;1,2u,o;sl,wyn,1b;w,3dp,1b;2,4gd,1b;2,5rk,1b;f,h9,1b;1wi,f1,1b" +
        ";15u,3t6,1b;5,6jt,1b;f5vr,0,o;u,2n,o;3k,6n,1j";
}
